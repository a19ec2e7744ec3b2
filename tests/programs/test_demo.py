"""The demo of one city alone: its parts know the city by its data."""

import pytest
from django.db.models import Count

from enterprises.demo import make_enterprises
from portal.accounts.demo import make_accounts, tell_sex
from portal.accounts.models import Person
from portal.core import cities
from portal.organizations.demo import make_memberships
from programs.demo import programs
from programs.enums import EnrollmentState as S
from programs.models import Enrollment


@pytest.mark.django_db(transaction=True)
def test_valledupars_demo_has_applications_in_several_states_and_approves_only_the_legally_constituted() -> None:
    cities.load(next(path for path in cities.shipped() if path.stem == "valledupar"))
    for part in (make_accounts, make_memberships, make_enterprises, programs, tell_sex):
        part()
    rows = Enrollment.objects.order_by().values("state").annotate(n=Count("pk"))
    states = {row["state"]: row["n"] for row in rows}
    assert set(states) == {
        S.APPROVED, S.REJECTED, S.WITHDRAWN, S.IN_REVIEW, S.CHANGES_REQUESTED, S.SUBMITTED, S.DRAFT
    }  # fmt: skip
    sent = Enrollment.objects.exclude(folio=None).select_related("call__municipality", "enterprise")
    assert all(enrollment.folio.startswith("VUP-") for enrollment in sent)
    assert all(each.enterprise.mercantile_registration.is_confirmed for each in sent if each.state == S.APPROVED)
    own = Enrollment.objects.get(applicant__email="emprendedor@valledupar.example")
    assert own.state == S.CHANGES_REQUESTED
    assert set(Person.objects.values_list("sex", flat=True)) == {"F", "M"}
    assert Person.objects.get(user=own.applicant).sex == "M", "Andrés"
