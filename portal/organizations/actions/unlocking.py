"""Letting somebody try again who was locked out after failed log-ins."""

from typing import Any

from axes.models import AccessAttempt
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core import ledger
from portal.core.actions import Refused, action
from portal.core.enums import Role
from portal.organizations.models import Membership
from portal.organizations.querysets import cities_where


@action("accounts.unlock")
def unlock_account(user: User, *, by: Any) -> int:
    """Forget the failed log-ins of the account; returns of how many addresses. Those of the addresses stay counted.

    Raises:
        Refused: "not_allowed" unless `by` administers the installation, or a city where the person works or worked.
    """
    if not by.is_superuser:
        worked = Membership.objects.filter(user=user, organization__municipality__in=cities_where(by, Role.CITY_ADMIN))
        if not worked.exists():
            raise Refused("not_allowed", _("Only an administrator of this city can do this."))
    removed, _rows = AccessAttempt.objects.filter(username=user.email.lower()).delete()
    ledger.append("accounts.unlock", by=by, obj=user, data={"count": removed})
    return removed
