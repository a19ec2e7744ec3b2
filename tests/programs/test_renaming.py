"""The queue finds an enterprise by the name it has now."""

import pytest

from enterprises.actions import merge, update_enterprise
from portal.accounts.models import User
from programs.models import Call, Case
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.programs import EnrollmentFactory, member
from tests.programs.conftest import S

pytestmark = pytest.mark.django_db


def test_a_case_is_found_by_the_new_name_and_by_that_of_a_merged_one(call: Call, staff: User) -> None:
    first = EnterpriseFactory(municipality=call.municipality, legal_name="Zapatería Vieja", trade_name="")
    target = EnterpriseFactory(municipality=call.municipality, legal_name="Curtidora Vieja", trade_name="")
    EnrollmentFactory(call=call, enterprise=first, state=S.SUBMITTED)
    merge(first, target, by=staff)
    update_enterprise(target, by=member(target), trade_name="Pieles Ñandú")
    text = Case.objects.get().search_text
    for words in ("pieles nandu", "curtidora vieja", "zapateria vieja", Case.objects.get().folio.lower()):
        assert words in text


def test_a_change_of_another_field_leaves_the_cases_alone(call: Call) -> None:
    enrollment = EnrollmentFactory(call=call, state=S.SUBMITTED)
    before = Case.objects.get().search_text
    update_enterprise(enrollment.enterprise, by=member(enrollment.enterprise), street="Otra calle 5")
    assert Case.objects.get().search_text == before
