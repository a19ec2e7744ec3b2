"""What is told, when and how: answered matters, quiet hours, one mail per person, and the mails that one can leave."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.notifications.actions import deliver_due, notify
from portal.notifications.enums import MessageState, ReminderState
from portal.notifications.models import NoticePreference, OutboxMessage, Reminder
from portal.notifications.notices import Recipient
from portal.notifications.reminders.kinds import Counts, registered, template_names
from portal.notifications.reminders.leaving import leave_path
from portal.notifications.reminders.recording import record
from programs.actions import discard_draft
from programs.enums import EnrollmentState as S
from programs.models import Enrollment
from programs.notifications import EnrollmentApproved
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member
from tests.factories.programs import EnrollmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.notifications.greeting import Greeting
from tests.notifications.reminders import at, closing, local, mails, run_at
from tests.notifications.test_templates import OUTSIDE

pytestmark = pytest.mark.django_db

PARTS = [
    pytest.param(code, audience, id=f"{code}-{audience}")
    for code, k in sorted(registered.items())
    for audience in k.audiences
]


@pytest.fixture
def city():
    return MunicipalityFactory()


@pytest.fixture
def rule(city):
    return ReminderRuleFactory(municipality=city)


def sent_at(city, *parts):
    with at(city, *parts):
        deliver_due()
    return mail.outbox


# --- Only those who have not answered --------------------------------------------------------------------------------
def test_who_has_answered_is_not_reminded(city, rule):
    draft = closing(city, 2026, 10, 30, 23, 59)
    Enrollment.objects.filter(pk=draft.pk).update(
        state=S.SUBMITTED, folio="LEO-2026-00001-1", submitted_at=local(city.timezone, 2026, 10, 22)
    )
    run_at(city, 2026, 10, 23, 12)
    assert mails() == []


def test_who_answers_between_the_record_and_the_mail_is_not_reminded(city, rule):
    draft = closing(city, 2026, 10, 30, 23, 59)
    kept = EnrollmentFactory(call=draft.call, created_at=draft.created_at)
    record(rule, local(city.timezone, 2026, 10, 23, 12))
    assert Reminder.objects.count() == 2
    with at(city, 2026, 10, 23, 12, 5):
        discard_draft(draft, by=draft.applicant)
    run_at(city, 2026, 10, 23, 12, 15)
    (told,) = mails()
    assert told.user == kept.applicant
    assert sorted(Reminder.objects.values_list("state", flat=True)) == [ReminderState.DROPPED, ReminderState.TOLD]


def test_a_person_who_left_the_enterprise_or_was_suspended_is_not_reminded(city, rule):
    draft = closing(city, 2026, 10, 30, 23, 59)
    other = EnrollmentFactory(call=draft.call, created_at=draft.created_at)
    draft.enterprise.members.update(ended_at=local(city.timezone, 2026, 10, 20))
    other.applicant.is_active = False
    other.applicant.save()
    run_at(city, 2026, 10, 23, 12)
    assert mails() == []


def test_a_rule_that_is_switched_off_says_nothing(city, rule):
    closing(city, 2026, 10, 30, 23, 59)
    rule.enabled = False
    rule.save()
    run_at(city, 2026, 10, 23, 12)
    assert mails() == []


# --- Quiet hours -----------------------------------------------------------------------------------------------------
def test_what_is_due_in_quiet_hours_is_told_when_they_end(city, rule):
    closing(city, 2026, 10, 30, 23, 59)
    run_at(city, 2026, 10, 23, 23)
    run_at(city, 2026, 10, 24, 7, 45)
    assert (Reminder.objects.count(), mails()) == (1, [])
    run_at(city, 2026, 10, 24, 8)
    assert len(mails()) == 1


def test_who_answers_in_quiet_hours_is_not_reminded_when_they_end(city, rule):
    draft = closing(city, 2026, 10, 30, 23, 59)
    run_at(city, 2026, 10, 23, 22)
    with at(city, 2026, 10, 23, 23):
        discard_draft(draft, by=draft.applicant)
    run_at(city, 2026, 10, 24, 8)
    assert mails() == []


def test_a_city_sets_its_own_quiet_hours(city, rule):
    city.settings = {"quiet_from_hour": {"value": 12}, "quiet_until_hour": {"value": 16}}
    city.save()
    closing(city, 2026, 10, 30, 23, 59)
    run_at(city, 2026, 10, 23, 12)
    assert mails() == []
    run_at(city, 2026, 10, 23, 16)
    assert len(mails()) == 1


# --- One mail per person ---------------------------------------------------------------------------------------------
def test_several_reminders_of_a_person_in_a_city_are_one_mail(city, rule):
    first = closing(city, 2026, 10, 30, 23, 59)
    second = closing(city, 2026, 10, 30, 23, 59, enterprise=first.enterprise, applicant=first.applicant)
    run_at(city, 2026, 10, 23, 12)
    (told,) = mails()
    assert {item["call_title"] for item in told.facts["items"]} == {first.call.title, second.call.title}
    (written,) = sent_at(city, 2026, 10, 23, 12)
    assert written.subject == f"2 recordatorios de {city.name}"
    for enrollment in (first, second):
        assert f"https://portal.example/mi/solicitudes/{enrollment.public_id}/" in written.body
        assert enrollment.call.title in written.alternatives[0][0]


def test_what_a_rule_keeps_apart_goes_in_a_mail_of_its_own(city, rule):
    ReminderRuleFactory(municipality=city, kind="programs.offer_expiring", days_before=[7], digest=False)
    first = closing(city, 2026, 10, 30, 23, 59)
    EnrollmentFactory(
        call__program__municipality=city,
        enterprise=first.enterprise,
        applicant=first.applicant,
        state=S.OFFERED,
        submitted_at=first.created_at,
        offer_expires_at=local(city.timezone, 2026, 10, 30, 23, 59),
    )
    run_at(city, 2026, 10, 23, 12)
    assert [len(told.facts["items"]) for told in mails()] == [1, 1]


def test_the_mail_is_in_the_language_of_the_person_with_the_times_of_the_city(city, rule):
    draft = closing(city, 2026, 10, 30, 23, 59)
    english = EnrollmentFactory(call=draft.call, created_at=draft.created_at)
    english.applicant.language = "en"
    english.applicant.save()
    run_at(city, 2026, 10, 23, 12)
    by_address = {written.to[0]: written for written in sent_at(city, 2026, 10, 23, 12)}
    assert "30 de octubre de 2026, 11:59 p. m." in by_address[draft.applicant.email].body
    assert "30 October 2026, 11:59 p.m." in by_address[english.applicant.email].body
    assert f"/en/mi/solicitudes/{english.public_id}/" in by_address[english.applicant.email].body


@pytest.mark.parametrize(("code", "audience"), PARTS)
def test_each_kind_has_its_texts(code, audience):
    for name in template_names(code, audience):
        assert not OUTSIDE.search(get_template(name).template.source)


def test_a_city_adds_a_sentence_of_its_own(city, rule):
    rule.own_text = "Le ayudamos con «{call_title}» en la ventanilla."
    rule.full_clean()
    rule.save()
    draft = closing(city, 2026, 10, 30, 23, 59)
    run_at(city, 2026, 10, 23, 12)
    (written,) = sent_at(city, 2026, 10, 23, 12)
    assert f"Le ayudamos con «{draft.call.title}» en la ventanilla." in written.body


@pytest.mark.parametrize(
    "text", ["{nombre}", "{call_title", "{call_title.municipality}", "{call_title!r}", "{}", "{0}"]
)
def test_a_sentence_that_names_something_unknown_is_refused(rule, text):
    rule.own_text = text
    with pytest.raises(ValidationError) as refused:
        rule.full_clean()
    assert set(refused.value.message_dict) == {"own_text"}


@pytest.mark.parametrize("code", sorted(registered))
def test_a_rule_of_each_kind_is_accepted_with_the_days_that_it_counts_and_no_others(city, code):
    kind = registered[code]
    days = {Counts.BEFORE: {"days_before": [7]}, Counts.AFTER: {"days_after": [7]}, Counts.DAILY: {}}[kind.counts]
    empty = {"days_before": [], "days_after": []}
    ReminderRuleFactory.build(municipality=city, kind=code, **empty | days).full_clean()
    with pytest.raises(ValidationError):
        ReminderRuleFactory.build(municipality=city, kind=code, **empty | days | {"days_after": [3]}).full_clean()


@pytest.mark.parametrize("days", [["7"], [-1], [366], [7, 7], [True], "7", list(range(11)), [1.5]])
def test_days_that_are_none_are_refused(rule, days):
    rule.days_before = days
    with pytest.raises(ValidationError):
        rule.full_clean()


# --- Leaving ---------------------------------------------------------------------------------------------------------
def told_once(city):
    draft = closing(city, 2026, 10, 30, 23, 59)
    run_at(city, 2026, 10, 23, 12)
    (written,) = sent_at(city, 2026, 10, 23, 12)
    return draft, written


def test_one_leaves_by_the_link_of_the_mail_without_logging_in(city, rule, client):
    draft, written = told_once(city)
    url = written.extra_headers["List-Unsubscribe"].strip("<>")
    assert written.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in written.body
    path = url.removeprefix("https://portal.example")
    assert client.get(path).status_code == 200
    assert not NoticePreference.objects.exists(), "looking changes nothing"
    strict = Client(enforce_csrf_checks=True)  # a mail program has no cookie of ours
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticePreference.objects.get().user == draft.applicant
    assert LedgerEntry.objects.get(action="notifications.preference.change").data == {"deadlines": False}
    run_at(city, 2026, 10, 29, 12)
    assert [told.state for told in mails()] == [MessageState.SENT, MessageState.SKIPPED]
    sent_at(city, 2026, 10, 29, 12)
    assert len(mail.outbox) == 1
    client.force_login(draft.applicant)
    assert client.get(reverse("notices:inbox")).content.decode().count('<li class="card">') == 2, "it is shown there"


def test_what_is_told_by_law_still_comes_and_offers_no_way_to_leave(city):
    enrollment = EnrollmentFactory(call__program__municipality=city, state=S.APPROVED)
    for family in ("deadlines", "documents", "reviews", "registrations"):
        NoticePreference.objects.create(user=enrollment.applicant, family=family, by_mail=False)
    with transaction.atomic():
        notify(EnrollmentApproved(enrollment))
    deliver_due()
    (written,) = mail.outbox
    assert "List-Unsubscribe" not in written.extra_headers
    assert "/avisos/dejar/" not in written.body


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-2] + "xx", lambda t: t.replace("deadlines", "documents"), lambda t: "x"]
)
def test_a_link_that_we_did_not_sign_leads_nowhere(client, spoil):
    path = leave_path(UserFactory(), ["deadlines"])
    head, token = path.removesuffix("/").rsplit("/", 1)
    assert client.get(f"{head}/{token}/").status_code == 200
    assert client.post(f"{head}/{spoil(token)}/").status_code == 404
    assert not NoticePreference.objects.exists()


def test_one_chooses_again_in_the_preferences(client):
    user = UserFactory()
    EnterpriseFactory(municipality=MunicipalityFactory(colombia=True), owner=user)
    client.force_login(user)
    path = reverse("notices:preferences")
    client.post(path, {"wanted": ["documents"]})
    left = NoticePreference.objects.filter(user=user, by_mail=False).values_list("family", flat=True)
    assert sorted(left) == ["courses", "deadlines", "registrations"], "no other family can reach an enterprise"
    client.post(path, {"wanted": ["documents", "deadlines"]})
    assert NoticePreference.objects.get(user=user, family="deadlines").by_mail
    client.post(path, {})
    assert not NoticePreference.objects.filter(user=user, by_mail=True).exists()
    assert client.post(path, {"wanted": ["everything"]}).status_code == 200


def offered(client, user) -> list[str]:
    client.force_login(user)
    page = client.get(reverse("notices:preferences"))
    return [code for code, _label in page.context["form"].fields["wanted"].choices]


def test_only_the_families_that_can_reach_a_person_are_offered(client, city):
    owner = closing(city, 2026, 10, 30, 23, 59).applicant
    assert offered(client, owner) == ["courses", "deadlines", "documents"]
    assert offered(client, city_member(city, Role.OFFICER)) == ["agreements", "reviews"]
    assert offered(client, city_member(city, Role.FINANCE)) == []
    NoticePreference.objects.create(user=owner, family="reviews", by_mail=True)
    client.force_login(owner)
    client.post(reverse("notices:preferences"), {"wanted": []})
    assert NoticePreference.objects.get(user=owner, family="reviews").by_mail, "what was not offered stays as it is"


# --- The inbox -------------------------------------------------------------------------------------------------------
def test_the_inbox_shows_what_was_told_and_is_read_by_a_post_alone(city, rule, client):
    draft, _written = told_once(city)
    client.force_login(draft.applicant)
    page = client.get(reverse("notices:inbox"))
    assert draft.call.title in page.content.decode()
    message = OutboxMessage.objects.get()
    shown = client.get(reverse("notices:detail", args=[message.public_id])).content.decode()
    assert "30 de octubre de 2026" in shown
    assert f'href="/mi/solicitudes/{draft.public_id}/"' in shown
    message.refresh_from_db()
    assert message.read_at is None
    answer = client.post(reverse("notices:open", args=[message.public_id]), follow=True)
    assert answer.status_code == 200
    message.refresh_from_db()
    assert message.read_at is not None


def test_the_inbox_of_one_person_is_closed_to_others(city, rule, client):
    told_once(city)
    client.force_login(UserFactory())
    message = OutboxMessage.objects.get()
    assert client.get(reverse("notices:detail", args=[message.public_id])).status_code == 404
    assert client.post(reverse("notices:open", args=[message.public_id])).status_code == 404
    client.post(reverse("notices:read_all"))
    message.refresh_from_db()
    assert message.read_at is None
    page = client.get(reverse("notices:inbox")).content.decode()
    assert '<div class="empty-state">' in page
    assert '<li class="card">' not in page


def test_a_code_is_for_the_mail_alone(city):
    user = UserFactory()
    with transaction.atomic():
        notify(Greeting(Recipient.of(user, "person"), code="123456"))
        notify(Greeting(Recipient.of(user, "person")))
    assert OutboxMessage.objects.inbox_of(user).count() == 1


def test_the_inbox_asks_as_often_for_many_as_for_few(city, rule, client, django_assert_max_num_queries):
    draft, _written = told_once(city)
    told = OutboxMessage.objects.get()
    for number in range(30):
        told.pk, told.public_id, told.message_id = None, None, f"<{number}@portal.example>"
        told.public_id = OutboxMessage._meta.get_field("public_id").get_default()
        told.created_at += timedelta(minutes=1)
        told.save(force_insert=True)
    client.force_login(draft.applicant)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("notices:inbox"))
    assert page.content.decode().count('<li class="card">') == 20


def test_the_sections_say_how_many_notices_are_unread(city, rule, client):
    draft, _written = told_once(city)
    client.force_login(draft.applicant)
    unread = re.compile(r'class="tag tag--info"[^>]*>1<')
    assert unread.search(client.get(reverse("public:mine")).content.decode())
    client.post(reverse("notices:read_all"))
    assert not unread.search(client.get(reverse("public:mine")).content.decode())
