"""The rules at the staff's desk and in the city file, and the preview of whom a rule would reach."""

import pytest
from django.urls import reverse

from portal.core import cities, clock
from portal.core.cities import CityFileError
from portal.core.enums import Role
from portal.core.models import LedgerEntry
from portal.notifications.models import NoticePreference, OutboxMessage, Reminder, ReminderRule
from portal.notifications.reminders.previews import preview
from portal.notifications.reminders.running import send_due
from programs.enums import EnrollmentState as S
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import EnrollmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.notifications.reminders import at, closing, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return MunicipalityFactory(leon=True)


@pytest.fixture
def rule(city):
    return ReminderRuleFactory(municipality=city)


def reach(rule: ReminderRule) -> str:
    return reverse("admin:notifications_reminderrule_reach", args=[rule.pk])


def recorded() -> set[tuple[int, object]]:
    return set(Reminder.objects.values_list("recipient", "occasion"))


@pytest.mark.parametrize("hour", [7, 9, 20])
def test_the_preview_is_what_is_then_sent_and_sends_nothing(city, rule, hour):
    first = closing(city, 2026, 10, 30, 23, 59)
    closing(city, 2026, 10, 31, 23, 59)  # of tomorrow
    EnrollmentFactory(call=first.call, created_at=first.created_at)
    EnrollmentFactory(call=first.call, created_at=first.created_at, state=S.SUBMITTED)
    with at(city, 2026, 10, 23, hour):
        found = preview(rule, clock.now())
        assert not Reminder.objects.exists()
        assert not OutboxMessage.objects.exists()
    with at(city, 2026, 10, 23, max(hour, 9)):
        send_due()
        again = preview(rule, clock.now())
    assert (found.reminders, found.people) == (2, 2)
    assert all(each.about.startswith(first.call.title) for each in found.first), "it names which call and draft"
    assert first.enterprise.display_name in {each.about.split(" · ")[1] for each in found.first}
    assert {(user.pk, day) for user, day, _about in found.first} == recorded()
    assert again.reminders == 0, "what was sent is not sent again"


def test_the_preview_of_the_reviews_is_what_is_then_sent(city):
    rule = ReminderRuleFactory(municipality=city, kind="programs.reviews_pending", escalate_days=[9])
    late = EnrollmentFactory(
        call__program__municipality=city, state=S.SUBMITTED, submitted_at=local(city.timezone, 2026, 10, 1, 12)
    )
    officer, administrator = member_of(late.call.reviewer), city_member(city, Role.CITY_ADMIN)
    with at(city, 2026, 10, 14, 7):
        found = preview(rule, clock.now())
    with at(city, 2026, 10, 14, 9):
        send_due()
    assert (found.reminders, found.people) == (3, 2)
    assert {(user.pk, day) for user, day, _about in found.first} == recorded()
    assert {each.person for each in found.first} == {officer, administrator}


def test_the_preview_counts_those_who_left_the_mails(city, rule):
    draft = closing(city, 2026, 10, 30, 23, 59)
    NoticePreference.objects.create(user=draft.applicant, family="deadlines", by_mail=False)
    with at(city, 2026, 10, 23, 7):
        assert preview(rule, clock.now()).left == 1


def test_staff_change_a_rule_and_see_whom_it_reaches(city, rule, client):
    client.force_login(city_member(city))
    page = reverse("admin:notifications_reminderrule_change", args=[rule.pk])
    shown = client.get(page).content.decode()
    assert 'value="7, 1"' in shown
    assert reach(rule) in shown
    form = {"days_before": "10, 5, 2", "days_after": "", "escalate_days": "", "at_hour": "8", "own_text": ""}
    client.post(page, form | {"enabled": "on", "digest": "on"})
    rule.refresh_from_db()
    assert (rule.days_before, rule.at_hour) == ([10, 5, 2], 8)
    assert LedgerEntry.objects.filter(action="admin.changed", object_id=rule.pk).exists()
    assert client.get(reach(rule)).status_code == 200
    assert client.get(reverse("admin:notifications_reminderrule_changelist")).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"days_before": "siete"}, {"days_before": "7, 7"}, {"days_before": ""}, {"at_hour": "24"}, {"own_text": "{rfc}"}],
)
def test_what_is_wrong_in_a_rule_is_refused_and_changes_nothing(city, rule, client, wrong):
    client.force_login(city_member(city))
    page = reverse("admin:notifications_reminderrule_change", args=[rule.pk])
    form = {"days_before": "3", "days_after": "", "escalate_days": "", "at_hour": "8", "own_text": ""}
    assert client.post(page, form | wrong).status_code == 200
    rule.refresh_from_db()
    assert rule.days_before == [7, 1]


def test_the_form_of_a_rule_has_the_fields_of_its_kind_and_no_code(city, rule, client):
    client.force_login(city_member(city))
    shown = client.get(reverse("admin:notifications_reminderrule_change", args=[rule.pk]))
    fields = shown.context["adminform"].form.fields
    assert "days_before" in fields
    assert not {"days_after", "escalate_days", "kind"} & set(fields)
    assert "programs.draft_closing" not in shown.content.decode()
    assert str(rule) in shown.content.decode()
    reviews = ReminderRuleFactory(municipality=city, kind="programs.reviews_pending", escalate_days=[9])
    shown = client.get(reverse("admin:notifications_reminderrule_change", args=[reviews.pk]))
    assert "escalate_days" in shown.context["adminform"].form.fields
    assert not {"days_before", "days_after"} & set(shown.context["adminform"].form.fields)


def test_a_new_rule_asks_first_of_what_it_reminds(city, client):
    client.force_login(city_member(city))
    page = reverse("admin:notifications_reminderrule_add")
    assert "?kind=programs.draft_closing" in client.get(page).content.decode()
    fields = client.get(page + "?kind=programs.draft_closing").context["adminform"].form.fields
    assert {"kind", "days_before"} <= set(fields)
    assert "escalate_days" not in fields
    client.force_login(city_member(city, Role.AUDITOR))
    assert client.get(page).status_code == 403


def test_the_preview_takes_as_many_queries_for_many_as_for_few(city, rule):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = closing(city, 2026, 10, 30, 23, 59)
    counts = []
    for extra in (1, 5):
        for _number in range(extra):
            EnrollmentFactory(call=first.call, created_at=first.created_at)
        with at(city, 2026, 10, 23, 9), CaptureQueriesContext(connection) as queries:
            preview(rule, clock.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_rule_is_made_for_the_own_city_alone(city, client):
    client.force_login(city_member(city))
    other = MunicipalityFactory()
    form = {"kind": "programs.draft_closing", "days_before": "3", "at_hour": "8", "days_after": "", "escalate_days": ""}
    page = reverse("admin:notifications_reminderrule_add")
    assert client.post(page, form | {"municipality": other.pk}).status_code == 200
    assert not ReminderRule.objects.exists()
    client.post(page, form | {"municipality": city.pk})
    assert ReminderRule.objects.get().municipality == city


def test_the_rules_of_another_city_are_not_there(rule, client):
    client.force_login(city_member(MunicipalityFactory()))
    assert client.get(reach(rule)).status_code == 404
    page = reverse("admin:notifications_reminderrule_change", args=[rule.pk])
    assert client.get(page).status_code == 404
    assert str(rule) not in client.get(reverse("admin:notifications_reminderrule_changelist")).content.decode()


def test_an_auditor_sees_a_rule_and_cannot_change_it(city, rule, client):
    client.force_login(city_member(city, Role.AUDITOR))
    assert client.get(reach(rule)).status_code == 200
    page = reverse("admin:notifications_reminderrule_change", args=[rule.pk])
    assert client.post(page, {"days_before": "3", "at_hour": "8"}).status_code == 403


def test_the_shipped_cities_remind_and_a_second_load_changes_nothing():
    for path in cities.shipped():
        cities.load(path)
        report = cities.load(path)
        assert (report.created, report.updated) == (0, 0)
    for slug in ("leon", "valledupar"):
        rules = ReminderRule.objects.filter(municipality__slug=slug)
        assert rules.filter(kind="programs.reviews_pending", escalate_days=[9, 21, 45]).exists()
    assert not ReminderRule.objects.filter(kind="enterprises.registration_renewal", municipality__country="MX").exists()


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ('kind = "programs.unknown"', "reminders[1].kind"),
        ('kind = "programs.draft_closing"\ndays_before = ["x"]', "reminders[1].days_before"),
        ('kind = "programs.draft_closing"\ndays_before = [3]\nat_hour = 24', "reminders[1].at_hour"),
        ('kind = "programs.draft_closing"\ndays_before = [3]\nevery = "day"', "reminders[1].every"),
        ('kind = "programs.draft_closing"\ndays_before = [3]\ntext = "{rfc}"', "reminders[1].own_text"),
    ],
)
def test_a_city_file_with_a_wrong_rule_is_refused_with_its_place(tmp_path, section, fault):
    leon = next(path for path in cities.shipped() if path.stem == "leon").read_text()
    path = tmp_path / "leon.toml"
    path.write_text(leon.split("[[reminders]]")[0] + f"\n[[reminders]]\n{section}\n")
    with pytest.raises(CityFileError) as refused:
        cities.load(path)
    assert fault in str(refused.value)
    assert not ReminderRule.objects.exists()
