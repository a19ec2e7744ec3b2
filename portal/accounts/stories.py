"""How the ledger's readers find an account: by its e-mail."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Consent, User
from portal.core.querysets import AnyUser
from portal.core.stories import Part, Story, finder, hangs_on, named, told_of


@finder
def by_email(typed: str, user: AnyUser) -> Story | None:
    """Find any account: what is shown of it are the rows of the reader's own city, where its e-mail stands already."""
    found = User.objects.filter(email=typed.lower()).first() if "@" in typed else None
    return told_of(found, found.email, actor_id=found.pk) if found else None


@hangs_on("accounts.user")
def parts_of_account(account: Any) -> Iterator[Part]:
    return named(Consent.objects.filter(person__user=account), _("consent"))
