"""How a person stops the mails of a family of reminders, logged in or by the link of a mail, and takes them up again.

The link is signed, and says whose mails and which. It holds for ever, since old mails are kept, and can do one thing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.urls import reverse

from portal.core import clock, ledger
from portal.core.actions import action
from portal.notifications.models import NoticePreference
from portal.notifications.reminders.kinds import Family, families, families_for

_signer = Signer(salt="portal.notifications.leave", sep="~")


@dataclass(frozen=True)
class Preferences:
    """What some people have left: pairs of the key of an account and the code of a family."""

    left: frozenset[tuple[int, str]]

    @classmethod
    def of(cls, users: Iterable[int]) -> "Preferences":
        rows = NoticePreference.objects.filter(user__in=users, by_mail=False)
        return cls(frozenset(rows.values_list("user", "family")))

    def wants(self, user: int, family: Family) -> bool:
        return (user, family.code) not in self.left


@action("notifications.preference.choose")
def choose(user: Any, *, by: Any, wanted: Collection[str]) -> None:
    """Set of which families `user` wants the mails: of those that can reach `user`, the codes in `wanted` alone."""
    _write(user, {family.code: family.code in wanted for family in families_for(user)}, by=by)


@action("notifications.preference.leave")
def leave(user: Any, *, by: Any, codes: Collection[str]) -> None:
    """Stop the mails of these families; `by` is None when the link of a mail was used."""
    _write(user, {family.code: False for family in families() if family.code in codes}, by=by)


def _write(user: Any, choices: dict[str, bool], *, by: Any) -> None:
    before = dict(NoticePreference.objects.filter(user=user).values_list("family", "by_mail"))
    changed = {code: by_mail for code, by_mail in choices.items() if before.get(code, True) != by_mail}
    if not changed:
        return
    NoticePreference.objects.bulk_create(
        [
            NoticePreference(user=user, family=code, by_mail=wants, changed_at=clock.now())
            for code, wants in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "family"],
        update_fields=["by_mail", "changed_at"],
    )
    ledger.append("notifications.preference.change", by=by, obj=user, data=changed)


def leave_path(user: Any, codes: Iterable[str]) -> str:
    """The address at which `user` leaves these families without logging in, the same each time it is asked for."""
    token = _signer.sign(f"{user.public_id.hex}.{'.'.join(sorted(codes))}")
    return reverse("notices:leave", args=[token])


def read_token(token: str) -> tuple[Any, list[Family]]:
    """The account and the families that a link names. Raises Http404 when we did not sign it, or it is out of use."""
    try:
        public_id, *codes = _signer.unsign(token).split(".")
    except BadSignature:
        raise Http404 from None
    user = get_user_model()._default_manager.filter(public_id=public_id).first()
    named = [family for family in families() if family.code in codes]
    if user is None or not named:
        raise Http404
    return user, named
