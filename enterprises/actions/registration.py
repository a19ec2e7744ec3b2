"""To register an enterprise and to keep its data right."""

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from enterprises.actions.refusals import MEMBER_OR_CITY, TaxIdTaken, guard, guard_own_standing
from enterprises.actions.sizing import resize
from enterprises.enums import MemberRole
from enterprises.models import Enterprise, EnterpriseMember, SectorCode
from enterprises.renaming import renamed
from enterprises.tax_ids import clean_tax_id, tax_id_index
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked
from portal.documents.models import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.core.models import Municipality

DETAIL_FIELDS = frozenset(
    {
        "trade_name",
        "sector_code",
        "activity",
        "founded_on",
        "street",
        "neighbourhood",
        "postal_code",
        "phone",
        "email",
        "is_women_led",
    }
)
NAMES = frozenset({"legal_name", "trade_name"})
IDENTITY_FIELDS = frozenset({"person_type", "legal_name", "tax_id"})
UNTOUCHED_BY_CLEANING = ["vault", "tax_document", "pending_tax_document", "merged_into", "size_basis", "tax_id"]


@action("enterprises.enterprise.register")
def register_enterprise(
    municipality: "Municipality",
    *,
    by: "User | None",
    person_type: str,
    legal_name: str,
    tax_id: str = "",
    is_test: bool = False,
    **details: Any,
) -> Enterprise:
    """Register an enterprise at home in `municipality`, with `by` as its owner; without `tax_id` it is an idea.

    `details` are fields of DETAIL_FIELDS. Raises ValidationError when a value is not well formed, TaxIdTaken when the
    tax id belongs to another one, Refused ("sector_unknown") when the country has no such sector for enterprises.
    """
    _only(details, DETAIL_FIELDS)
    enterprise = Enterprise(
        municipality=municipality,
        country=municipality.country,
        person_type=person_type,
        legal_name=legal_name,
        registered_at=clock.now(),
        is_test=is_test,
        **details,
    )
    _set_tax_id(enterprise, tax_id)
    _check(enterprise)
    enterprise.vault = Vault.objects.create(municipality=municipality, label=f"enterprise {enterprise.public_id}")
    _save_unless_taken(enterprise)
    if by is not None:
        EnterpriseMember.objects.create(
            enterprise=enterprise, user=by, role=MemberRole.OWNER, since=enterprise.registered_at
        )
    ledger.append(
        "enterprises.enterprise.register", by=by, obj=enterprise, municipality=municipality, data=_evidence(enterprise)
    )
    return enterprise


@action("enterprises.enterprise.update")
def update_enterprise(enterprise: Enterprise, *, by: "User | None", **changes: Any) -> Enterprise:
    """Change fields of DETAIL_FIELDS and, while the city has not accepted the tax certificate, of IDENTITY_FIELDS.

    Raises NotAllowed, ValidationError, TaxIdTaken, AwaitsJoin (of a tax id), and Refused with the code merged,
    identity_proven or sector_unknown.
    The size is computed again when the sector changes.
    """
    _only(changes, DETAIL_FIELDS | IDENTITY_FIELDS)
    enterprise = locked(enterprise)
    guard(enterprise, by, MEMBER_OR_CITY)
    changed = {name for name, value in changes.items() if getattr(enterprise, name) != value}
    _guard_change(enterprise, changed)
    for name in changed - {"tax_id"}:
        setattr(enterprise, name, changes[name])
    if changed & {"tax_id", "person_type"}:
        _set_tax_id(enterprise, changes.get("tax_id", enterprise.tax_id))
    _check(enterprise)
    if "sector_code" in changed:
        resize(enterprise)
    _save_unless_taken(enterprise)
    if changed & NAMES:
        renamed(enterprise)
    if changed:
        data = {"fields": sorted(changed)} | (_evidence(enterprise) if "tax_id" in changed else {})
        ledger.append("enterprises.enterprise.update", by=by, obj=enterprise, data=data)
    return enterprise


def _guard_change(enterprise: Enterprise, changed: set[str]) -> None:
    if enterprise.merged_into_id:
        raise Refused("merged", _("This enterprise was joined with another; please work with that one."))
    if changed & IDENTITY_FIELDS and enterprise.is_proven:
        raise Refused(
            "identity_proven",
            _("The city has accepted the tax certificate. Please ask the city to change the name or the tax id."),
        )
    if "tax_id" in changed:
        guard_own_standing(enterprise)


def _only(given: dict[str, Any], allowed: frozenset[str]) -> None:
    if unknown := set(given) - allowed:
        raise TypeError(f"not a field that this action changes: {', '.join(sorted(unknown))}")


def _set_tax_id(enterprise: Enterprise, text: str) -> None:
    """Clean and set the tax id with its index. Raises ValidationError, TaxIdTaken."""
    if not text:
        if enterprise.tax_id_index is not None:
            raise Refused("tax_id_kept", _("An enterprise that has a tax id keeps one."))
        enterprise.tax_id = ""
        return
    cleaned = clean_tax_id(enterprise.country, enterprise.person_type, text)
    if Enterprise.objects.with_tax_id(enterprise.country, cleaned.value).exclude(pk=enterprise.pk).exists():
        raise TaxIdTaken
    enterprise.tax_id = cleaned.value
    enterprise.tax_id_index = tax_id_index(enterprise.country, cleaned.value)
    enterprise.tax_id_warning = cleaned.warning


def _check(enterprise: Enterprise) -> None:
    """Hold the fields to their kinds and lengths, and the sector to the country's classification."""
    enterprise.full_clean(exclude=UNTOUCHED_BY_CLEANING, validate_unique=False, validate_constraints=False)
    code = enterprise.sector_code
    if code and not SectorCode.objects.filter(country=enterprise.country, code=code, eligible=True).exists():
        raise Refused("sector_unknown", _("Please choose the sector from the list."))


def _save_unless_taken(enterprise: Enterprise) -> None:
    """Save; when someone else registered the same tax id a moment ago, the constraint says so here."""
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError as error:
        if "enterprises_one_per_tax_id" in str(error) or "tax_id_index" in str(error):
            raise TaxIdTaken from error
        raise


def _evidence(enterprise: Enterprise) -> dict[str, Any]:
    """What the ledger keeps of an identity: never the id itself."""
    return {
        "tax_id": ledger.digest(enterprise.tax_id) if enterprise.tax_id else None,
        "check_digit_warning": enterprise.tax_id_warning,
        "person_type": enterprise.person_type,
    }
