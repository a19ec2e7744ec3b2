import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portal.core.enums import Role
from portal.notifications.models import OutboxMessage
from programs.enums import CallState, PartnerRole
from programs.models import ProgramPartner
from programs.tasks import advance_calls
from tests.factories.organizations import OrganizationFactory, city_member
from tests.factories.programs import CallFactory, DecisionReasonFactory, ProgramFactory
from tests.programs.conftest import S, in_state

pytestmark = pytest.mark.django_db

TERMS = ("budget", "correction_days", "offer_days", "max_per_enterprise", "places", "closes_at")


@pytest.mark.parametrize("draft", [True, False])
def test_the_terms_of_a_call_are_on_its_form_until_it_is_public(client, draft):
    call = CallFactory(draft=draft)
    client.force_login(city_member(call.municipality, Role.STAFF))
    form = client.get(reverse("admin:programs_call_change", args=[call.pk])).context["adminform"].form
    assert [name in form.fields for name in TERMS] == [draft] * len(TERMS)


def test_a_reviewer_is_of_the_city_or_one_without_a_city_that_a_program_names(client):
    call = CallFactory(draft=True)
    national, of_elsewhere = (OrganizationFactory(municipality=None) for _ in range(2))
    for program, organization in ((call.program, national), (ProgramFactory(), of_elsewhere)):
        ProgramPartner.objects.create(program=program, organization=organization, role=PartnerRole.REVIEWER)
    OrganizationFactory()
    client.force_login(city_member(call.municipality, Role.STAFF))
    form = client.get(reverse("admin:programs_call_change", args=[call.pk])).context["adminform"].form
    offered = set(form.fields["reviewer"].queryset)
    assert {call.reviewer, national} <= offered
    assert {each.municipality for each in offered} == {call.municipality, None}
    assert of_elsewhere not in offered


def test_cancelling_a_call_says_whom_it_tells_asks_again_and_tells_them_once(client):
    call = CallFactory()
    draft, sent, over = (in_state(call, state) for state in (S.DRAFT, S.IN_REVIEW, S.REJECTED))
    client.force_login(city_member(call.municipality, Role.STAFF))
    desk = reverse("admin:programs_call_desk", args=[call.pk])
    assert client.get(desk).context["told"] == {"drafts": 1, "sent": 1}
    unsure = client.post(desk, {"verb": "cancel", "note": "No hubo recursos."})
    assert unsure.context["forms"]["cancel"].errors.keys() == {"confirm"}
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED
    client.post(desk, {"verb": "cancel", "note": "No hubo recursos.", "confirm": "on"})
    call.refresh_from_db()
    assert call.state == CallState.CANCELLED
    advance_calls()
    told = OutboxMessage.objects.filter(event__startswith="programs.").values_list("event", "user")
    people = {enrollment.applicant_id for enrollment in (draft, sent)}
    assert sorted(told) == sorted(("programs.call_cancelled", person) for person in people)
    assert over.applicant_id not in people
    assert "No hubo recursos." in OutboxMessage.objects.first().facts["reason"]


@pytest.mark.parametrize("text", ["Su folio {folio} no procede.", "Una llave } suelta."])
def test_a_reason_with_a_name_that_no_letter_fills_is_refused_at_its_text(text):
    reason = DecisionReasonFactory()
    reason.text = text
    with pytest.raises(ValidationError) as refusal:
        reason.full_clean()
    assert list(refusal.value.error_dict) == ["text"]
