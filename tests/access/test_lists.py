"""Every list takes as many queries for many rows as for few: those of the administration, and the demo's mails."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.models import ClusterMembership
from portal.core import clock
from portal.core.enums import Role
from programs.enums import EnrollmentState as S
from programs.models import Target
from tests.access.crawler import Crawler, undone
from tests.access.world import City
from tests.factories.accounts import PrivacyNoticeFactory
from tests.factories.documents import DocumentFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    JoinRequestFactory,
    MercantileRegistrationFactory,
    ProjectFactory,
    StrategicLineFactory,
)
from tests.factories.notifications import DemoMailFactory, OutboxMessageFactory
from tests.factories.organizations import OrganizationFactory, UnitFactory, city_member, member_of
from tests.factories.programs import CallFactory, DecisionReasonFactory, EnrollmentFactory, ProgramFactory
from tests.factories.trainings import PriorityRuleFactory, SeatRequestFactory, SessionFactory

pytestmark = pytest.mark.django_db

LISTS = [
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
]
BY_CITY = {"staff": LISTS, "auditor": LISTS, "installation": LISTS, "citizen": [reverse("mailbox:list")]}


def add_rows(city: City) -> None:
    """Add to each list of the city rows that share as little as rows can."""
    municipality = city.municipality
    for number in range(4):
        program = ProgramFactory(municipality=municipality)
        chamber = OrganizationFactory(municipality=municipality)
        call = CallFactory(program=program, reviewer=chamber)
        enterprise = EnterpriseFactory(municipality=municipality, tax_id="", tax_id_index=None)
        for state in (S.SUBMITTED, S.APPROVED, S.REJECTED):
            EnrollmentFactory(call=call, state=state)
        Target.objects.create(
            municipality=municipality, program=program, slug=f"m{number}", name="M", unit="person", number=1
        )
        line = StrategicLineFactory(municipality=municipality)
        ProjectFactory(enterprise=enterprise, line=line)
        JoinRequestFactory(enterprise=enterprise)
        MercantileRegistrationFactory(enterprise=enterprise, chamber=chamber)
        DecisionReasonFactory(municipality=municipality)
        PrivacyNoticeFactory(municipality=municipality, version=f"9{number}")
        UnitFactory(organization=chamber)
        member_of(chamber)
        city_member(municipality, Role.AUDITOR)
        session = SessionFactory(municipality=municipality, draft=True)
        SessionFactory(municipality=municipality, course=session.course)
        PriorityRuleFactory(municipality=municipality, course=session.course)
        SeatRequestFactory(session__municipality=municipality)
        cluster = OrganizationFactory(municipality=municipality, kind="cluster")
        ClusterMembership.objects.create(enterprise=enterprise, organization=cluster, since=clock.now().date())
        DocumentFactory()
        OutboxMessageFactory(municipality=municipality)
        DemoMailFactory()


def queries_of(crawler: Crawler, role: str) -> dict[str, int]:
    crawler.enter_as(role)
    counts = {}
    for url in BY_CITY[role]:
        with CaptureQueriesContext(connection) as made:
            response = crawler.browser.get(url)
        assert response.status_code in (200, 403), url
        counts[url] = len(made)
    return counts


@pytest.mark.parametrize("role", BY_CITY)
def test_a_list_takes_no_more_queries_for_more_rows(role: str, crawler: Crawler) -> None:
    with undone():
        queries_of(crawler, role)  # what is read once and kept is read here
        few = queries_of(crawler, role)
        add_rows(crawler.world.cities["A"])
        many = queries_of(crawler, role)
    assert {url: (few[url], count) for url, count in many.items() if count > few[url]} == {}
