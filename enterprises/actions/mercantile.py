"""The matrícula mercantil: an enterprise of Colombia declares it, an officer of the chamber confirms or refuses it."""

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enterprises.actions.refusals import MEMBER_OR_CITY, NotAllowed, guard
from enterprises.enums import RegistrationState
from enterprises.models import Enterprise, MercantileRegistration
from enterprises.notifications import RegistrationDecided, RegistrationDeclared
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.enums import Country, Role
from portal.notifications.actions import notify
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Organization
from portal.organizations.roles import roles_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.core.models import Municipality

NUMBER = re.compile(r"[A-Z]{0,2}[0-9]{1,10}")
EARLIEST_YEAR = 1931
"""The trade register is kept by the chambers since Ley 28 de 1931."""


def chambers_of(municipality: "Municipality") -> "QuerySet[Organization]":
    """Give the chambers of a city that keep its trade register, for its enterprises to choose from."""
    chambers = Organization.objects.filter(municipality=municipality, kind=OrganizationKind.CHAMBER)
    return chambers.active().order_by("name", "pk")


def clean_number(text: str) -> str:
    """Give the number of a matrícula without spaces, dots and dashes. Raises ValidationError."""
    value = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text or "").upper())
    if not NUMBER.fullmatch(value):
        raise ValidationError(
            _("Please write the number as on the certificate: up to ten digits, perhaps with a letter before them."),
            code="number",
        )
    return value


@action("enterprises.registration.declare")
def declare_registration(
    enterprise: Enterprise,
    *,
    by: "User",
    chamber: Organization,
    number: str,
    renewed_year: int,
    registered_on: date | None = None,
) -> MercantileRegistration:
    """Write down the matrícula of an enterprise of Colombia and ask its chamber to confirm it.

    One that waits is corrected; one that was answered stays, and this is the next. Raises NotAllowed, ValidationError
    (number), Refused with the code country, idea, chamber, renewed_year, registered_on or already_confirmed.
    """
    enterprise = locked(enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    _guard_declarable(enterprise, chamber)
    number = clean_number(number)
    _guard_dates(enterprise, renewed_year, registered_on)
    own = MercantileRegistration.objects.filter(enterprise=enterprise)
    if own.confirmed().filter(chamber=chamber, number=number, renewed_year__gte=renewed_year).exists():
        raise Refused("already_confirmed", _("The chamber has already confirmed this registration for that year."))
    registration = own.waiting().first() or MercantileRegistration(enterprise=enterprise)
    registration.chamber, registration.number = chamber, number
    registration.renewed_year, registration.registered_on = renewed_year, registered_on
    registration.declared_by, registration.declared_at = by, clock.now()
    registration.save()
    ledger.append(
        "enterprises.registration.declare",
        by=by,
        obj=enterprise,
        municipality=enterprise.municipality,
        data={"registration": str(registration.public_id), **_evidence(registration)},
    )
    notify(RegistrationDeclared(registration))
    return registration


@action("enterprises.registration.confirm")
def confirm_registration(
    registration: MercantileRegistration,
    *,
    by: "User",
    number: str,
    renewed_year: int,
    renewed_on: date,
    note: str = "",
) -> MercantileRegistration:
    """Confirm a matrícula with what the register says: its number, the last renewed year and the day of the renewal.

    For an officer of its chamber who does not belong to the enterprise. Raises NotAllowed, ValidationError (number),
    Refused with the code own_enterprise, answered, renewed_year, renewed_on or number_taken.
    """
    registration = _for_officer(registration, by)
    if not registration.is_open:
        raise _Answered
    enterprise = registration.enterprise
    number = clean_number(number)
    _guard_dates(enterprise, renewed_year, registration.registered_on)
    if renewed_on > clock.today(enterprise.municipality.zone) or renewed_on.year < renewed_year:
        raise Refused("renewed_on", _("Please compare the day of the renewal with its year: it cannot be earlier."))
    taken = MercantileRegistration.objects.confirmed().filter(chamber=registration.chamber, number=number)
    if taken.exclude(enterprise=enterprise).exists():
        raise Refused("number_taken", _("This number was confirmed for another enterprise. Please look it up again."))
    registration.number, registration.renewed_year, registration.renewed_on = number, renewed_year, renewed_on
    return _answer(registration, RegistrationState.CONFIRMED, by=by, note=note)


@action("enterprises.registration.refuse")
def refuse_registration(registration: MercantileRegistration, *, by: "User", note: str) -> MercantileRegistration:
    """Say that the register does not hold the matrícula as it was declared, or no longer: the enterprise reads why.

    For an officer of its chamber; what was confirmed can be taken back. Raises NotAllowed, Refused with the code
    own_enterprise, answered or note_required.
    """
    registration = _for_officer(registration, by)
    if registration.state == RegistrationState.REFUSED:
        raise _Answered
    if not note.strip():
        raise Refused("note_required", _("Please write why it is not confirmed: the enterprise reads it."))
    return _answer(registration, RegistrationState.REFUSED, by=by, note=note)


class _Answered(Refused):
    def __init__(self) -> None:
        super().__init__("answered", _("This registration has been answered already."))


@step
def _for_officer(registration: MercantileRegistration, by: "User") -> MercantileRegistration:
    """Lock the enterprise and then the registration, for an officer of its chamber."""
    enterprise = locked(Enterprise.objects.filter(pk=registration.enterprise_id))
    registration = locked(registration)
    registration.enterprise = enterprise
    if Role.OFFICER not in roles_in(by, registration.chamber):
        raise NotAllowed
    if Role.ENTREPRENEUR in enterprise.roles_of(by):
        raise Refused("own_enterprise", _("You belong to this enterprise. Please leave it to a colleague."))
    return registration


@step
def _answer(
    registration: MercantileRegistration, state: RegistrationState, *, by: "User", note: str
) -> MercantileRegistration:
    registration.state, registration.note = state, note.strip()
    registration.decided_by, registration.decided_at = by, clock.now()
    registration.save()
    ledger.append(
        f"enterprises.registration.{'confirm' if state == RegistrationState.CONFIRMED else 'refuse'}",
        by=by,
        obj=registration.enterprise,
        municipality=registration.enterprise.municipality,
        data={"registration": str(registration.public_id), "state": str(state), **_evidence(registration)},
    )
    notify(RegistrationDecided(registration))
    return registration


def _guard_declarable(enterprise: Enterprise, chamber: Organization) -> None:
    if enterprise.country != Country.CO:
        raise Refused("country", _("A mercantile registration is asked of enterprises of Colombia alone."))
    if enterprise.is_idea or enterprise.merged_into_id:
        raise Refused("idea", _("Please add the tax id first."))
    if not chambers_of(enterprise.municipality).filter(pk=chamber.pk).exists():
        raise Refused("chamber", _("Please choose a chamber of the list."))


def _guard_dates(enterprise: Enterprise, renewed_year: int, registered_on: date | None) -> None:
    today = clock.today(enterprise.municipality.zone)
    if not EARLIEST_YEAR <= renewed_year <= today.year:
        raise Refused("renewed_year", _("Please check the year: it is the last one that was renewed."))
    if registered_on and (registered_on > today or registered_on.year > renewed_year):
        raise Refused("registered_on", _("Please check the day: it cannot be later than the last renewed year."))


def _evidence(registration: MercantileRegistration) -> dict[str, str | int | None]:
    """What the ledger keeps: the number is public in the register."""
    return {
        "number": registration.number,
        "chamber": str(registration.chamber.public_id),
        "renewed_year": registration.renewed_year,
        "renewed_on": registration.renewed_on.isoformat() if registration.renewed_on else None,
    }
