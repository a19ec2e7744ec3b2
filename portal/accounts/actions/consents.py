"""What a person lets a city do with their data: given per notice and purpose, withdrawn at any time."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Channel, Purpose
from portal.accounts.models import Consent, Person, PrivacyNotice, User
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step


@action("accounts.consent.give")
def give_consent(
    person: Person,
    notice: PrivacyNotice,
    *,
    by: User | None,
    purpose: str = Purpose.SERVICE,
    channel: str = Channel.WEB,
) -> Consent:
    """Record that `person` accepts `notice` for `purpose`. Given twice, the first one stands.

    Refused ("not_yours") where `by` is somebody else's account and the channel is the web.
    """
    _refuse_strangers(person, by, channel)
    return record_consent(person, notice, by=by, purpose=purpose, channel=channel)


@step
def record_consent(
    person: Person,
    notice: PrivacyNotice,
    *,
    by: User | None,
    purpose: str = Purpose.SERVICE,
    channel: str = Channel.WEB,
) -> Consent:
    """The step of `give_consent`, for actions that bring a person and a consent at once."""
    consent, created = Consent.objects.get_or_create(
        person=person,
        notice=notice,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"given_at": clock.now(), "channel": channel},
    )
    if created:
        ledger.append(
            "accounts.consent.give",
            by=by,
            obj=consent,
            municipality=notice.municipality,
            data={"notice": notice.pk, "version": notice.version, "purpose": str(purpose), "channel": str(channel)},
        )
    return consent


@action("accounts.consent.withdraw")
def withdraw_consent(consent: Consent, *, by: User | None) -> Consent:
    """End a consent; withdrawn twice, the first instant stands.

    Refused ("not_yours") for another person's, and ("needed") for the one that the account itself rests on.
    """
    consent = locked(consent)
    _refuse_strangers(consent.person, by, Channel.WEB)
    if not consent.is_optional:
        raise Refused(
            "needed",
            _("Your account and your applications rest on this one. To close your account, please write to the city."),
        )
    if consent.withdrawn_at is None:
        consent.withdrawn_at = clock.now()
        consent.save()
        ledger.append(
            "accounts.consent.withdraw",
            by=by,
            obj=consent,
            municipality=consent.municipality,
            data={"notice": consent.notice_id, "purpose": consent.purpose},
        )
    return consent


def _refuse_strangers(person: Person, by: User | None, channel: str) -> None:
    if by is not None and channel == Channel.WEB and person.user_id != by.pk:
        raise Refused("not_yours", _("Only the person can decide this."))
