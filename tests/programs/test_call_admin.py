import pytest
from django.urls import reverse

from portal.core.enums import Role
from tests.factories.organizations import city_member
from tests.factories.programs import CallFactory

pytestmark = pytest.mark.django_db

TERMS = ("budget", "correction_days", "offer_days", "max_per_enterprise", "places", "closes_at")


@pytest.mark.parametrize("draft", [True, False])
def test_the_terms_of_a_call_are_on_its_form_until_it_is_public(client, draft):
    call = CallFactory(draft=draft)
    client.force_login(city_member(call.municipality, Role.STAFF))
    form = client.get(reverse("admin:programs_call_change", args=[call.pk])).context["adminform"].form
    assert [name in form.fields for name in TERMS] == [draft] * len(TERMS)
