"""What hangs on an account in the ledger: its roles."""

from collections.abc import Iterator
from typing import Any

from portal.core.stories import MOST_PARTS, Part, hangs_on
from portal.organizations.models import Membership


@hangs_on("accounts.user")
def roles_of_account(account: Any) -> Iterator[Part]:
    held = Membership.objects.filter(user=account).select_related("organization").order_by("-pk")
    return (Part.of(each, f"{each.get_role_display()} · {each.organization}") for each in held[:MOST_PARTS])
