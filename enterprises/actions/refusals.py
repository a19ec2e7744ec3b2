"""What the actions on enterprises refuse, and the guard that most of them share."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.core.actions import Refused
from portal.core.enums import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

CITY_WRITERS = frozenset({Role.STAFF, Role.CITY_ADMIN})
MEMBER_OR_CITY = CITY_WRITERS | {Role.ENTREPRENEUR}


class NotAllowed(Refused):
    """The user has no role on the enterprise that may do this."""

    def __init__(self) -> None:
        super().__init__("not_allowed", _("You may not do this for this enterprise."))


class TaxIdTaken(Refused):
    """The tax id belongs to a registered enterprise. The message says nothing about which."""

    def __init__(self) -> None:
        super().__init__(
            "tax_id_taken",
            _("We cannot register an enterprise with this tax id now. You may ask to join, if it is yours."),
        )


class AwaitsJoin(Refused):
    """The enterprise only holds what its asker prepares while a request to join another one waits."""

    def __init__(self) -> None:
        super().__init__(
            "awaits_join",
            _("This waits for the answer to a request to join. Please come back when it is answered."),
        )


class TooManyTries(Refused):
    """The user has used up the day's tries with tax ids that are taken."""

    def __init__(self) -> None:
        super().__init__(
            "too_many_tries",
            _("You have reached the tries of today with tax ids. Please try again tomorrow, or ask at the office."),
        )


def guard(enterprise: Enterprise, by: "User | None", roles: frozenset[Role]) -> None:
    """Raise NotAllowed unless `by` has one of `roles` on the enterprise. A job (None) may."""
    if by is not None and not enterprise.roles_of(by) & roles:
        raise NotAllowed


def guard_owner(enterprise: Enterprise, by: "User") -> None:
    """Raise NotAllowed unless `by` is an owner or legal representative of the enterprise."""
    if not enterprise.is_owned_by(by):
        raise NotAllowed


def guard_own_standing(enterprise: Enterprise) -> None:
    """Raise AwaitsJoin for a draft that awaits a join: what it gathers will be another enterprise's, if it lets in."""
    if enterprise.awaits_join:
        raise AwaitsJoin
