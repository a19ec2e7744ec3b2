"""Accounts from their first minute to their last."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actions.consents import record_consent
from portal.accounts.enums import Channel, Language
from portal.accounts.models import Person, PrivacyNotice, User
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.models import Municipality
from portal.core.names import NOT_A_NAME, is_plain_name

UNFINISHED_AFTER = timedelta(hours=48)
"""How long an account whose e-mail was never confirmed is kept."""


@action("accounts.sign_up")
def sign_up(  # noqa: PLR0913 - each is one plain fact of the new account
    municipality: Municipality,
    *,
    by: User | None = None,
    email: str,
    full_name: str,
    password: str | None,
    notice: PrivacyNotice | None = None,
    language: str = Language.SPANISH,
    is_verified: bool = False,
    channel: str = Channel.WEB,
) -> User:
    """Make an account with its Person and the consent to `notice`, all or nothing.

    The city gives the person's country. Without a `password` nobody logs in until one is set by a code from the mail.
    `is_verified` says that the e-mail is known to be theirs (demo data, an accepted invitation).
    An account of the same address that nobody ever confirmed is removed first, with its password: whoever made it may
    have been another, and its code opens nothing any more.
    Refused ("not_a_name") for a name with a link in it, which mails would carry; ("email_taken") where the address has
    an account: show the asker nothing of it, mail its owner instead.
    """
    _refuse_no_name(full_name)
    email = email.strip().lower()
    _remove_unconfirmed(email)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, full_name=full_name, language=language)
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=is_verified)
    except IntegrityError as error:
        raise Refused("email_taken", _("There is already an account with this e-mail.")) from error
    person = Person.objects.create(user=user, country=municipality.country, given_names=full_name)
    ledger.append("accounts.sign_up", by=user, obj=user, municipality=municipality, data={"channel": str(channel)})
    if notice is not None:
        record_consent(person, notice, by=user, channel=channel)
    return user


def is_unconfirmed(email: str) -> bool:
    """Whether the address has an account that never got further than its sign-up, so that it can sign up again."""
    return User.objects.unconfirmed().filter(email=email.strip().lower(), is_active=True).exists()


@step
def _remove_unconfirmed(email: str) -> None:
    held = User.objects.filter(email=email, is_active=True).select_for_update(of=("self",), no_key=True).first()
    if held is None or not User.objects.unconfirmed().filter(pk=held.pk).exists():
        return
    subject = ledger.Subject.of(held)
    try:
        with transaction.atomic():
            _remove([held.pk])
    except ProtectedError:
        return  # somebody gave it a role meanwhile: its person gets in by a new password, as into any taken address
    ledger.append_for(subject, "accounts.sign_up.again", by=None)


@action("accounts.profile.update")
def update_profile(user: User, *, by: User, full_name: str, phone: str, language: str) -> User:
    """Change what a person says of themselves. Refused ("not_yours") for another's account, ("not_a_name")."""
    if by.pk != user.pk:
        raise Refused("not_yours", _("Only the person can change this."))
    _refuse_no_name(full_name)
    user = locked(User.objects.filter(pk=user.pk))
    new = {"full_name": full_name, "phone": phone, "language": language}
    changed = sorted(name for name, value in new.items() if getattr(user, name) != value)
    if not changed:
        return user
    for name in changed:
        setattr(user, name, new[name])
    user.save(update_fields=changed)
    if "full_name" in changed:
        # Only while the person never stated the parts of the name.
        Person.objects.filter(user=user, surnames="").update(given_names=full_name)
    ledger.append("accounts.profile.update", by=by, obj=user, data={"fields": changed})
    return user


def _refuse_no_name(full_name: str) -> None:
    if not is_plain_name(full_name):
        raise Refused("not_a_name", NOT_A_NAME)


@action("accounts.suspend")
def suspend_user(user: User, *, by: User | None) -> User:
    """Keep somebody out, from their next request on. For the installation administrator; refused for oneself."""
    return _set_active(user, False, by=by)


@action("accounts.reactivate")
def reactivate_user(user: User, *, by: User | None) -> User:
    """Let a suspended account in again. For the installation administrator."""
    return _set_active(user, True, by=by)


def _set_active(user: User, is_active: bool, *, by: User | None) -> User:
    if by is not None and not by.is_superuser:
        raise Refused("not_allowed", _("Only an installation administrator can do this."))
    if by is not None and by.pk == user.pk:
        raise Refused("yourself", _("You cannot suspend your own account."))
    user = locked(User.objects.filter(pk=user.pk))
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        ledger.append("accounts.reactivate" if is_active else "accounts.suspend", by=by, obj=user)
    return user


@action("accounts.purge_signups")
def purge_unfinished_signups(_none: None = None, *, by: User | None = None, limit: int = 200) -> int:
    """Remove accounts whose e-mail nobody confirmed in UNFINISHED_AFTER, and give how many; one ledger row per run.

    They never logged in, so nothing hangs on them but their Person and its consents.
    """
    unfinished = list(
        User.objects.unconfirmed()
        .filter(date_joined__lt=clock.now() - UNFINISHED_AFTER)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    if not unfinished:
        return 0
    _remove(unfinished)
    ledger.append("accounts.purge_signups", by=by, data={"count": len(unfinished)})
    return len(unfinished)


@step
def _remove(pks: list[int]) -> None:
    """Delete accounts that were never confirmed, with their Person and its consents."""
    people = Person.objects.filter(user__in=pks)
    for person in people:
        person.consents.all().delete()
    people.delete()
    User.objects.filter(pk__in=pks).delete()
