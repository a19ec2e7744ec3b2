from datetime import timedelta
from typing import Any

import factory

from portal.core import clock
from portal.core.enums import Role
from portal.reports.enums import RunState
from portal.reports.models import ImportRun, ReportRun, ReportSchedule
from tests.factories.core import MunicipalityFactory
from tests.factories.organizations import city_member

ANY_PERIOD = {"since": "2000-01-01", "until": "2100-01-01"}


class ReportRunFactory(factory.django.DjangoModelFactory):
    """A run of the ledger extract that waits; `state=` any other, with what that state asks for."""

    class Meta:
        model = ReportRun

    municipality = factory.SubFactory(MunicipalityFactory)
    requested_by = factory.LazyAttribute(lambda run: city_member(run.municipality, Role.AUDITOR))
    slug = "extracto-de-bitacora"
    filters = factory.LazyFunction(lambda: dict(ANY_PERIOD))
    format = "csv"
    language = "es"
    state = RunState.QUEUED

    @factory.lazy_attribute
    def failure(self) -> str:
        return "mistake" if self.state == RunState.FAILED else ""

    @factory.lazy_attribute
    def lease(self) -> Any:
        return factory.Faker._get_faker().uuid4(cast_to=None) if self.state == RunState.RUNNING else None

    @factory.lazy_attribute
    def lease_until(self) -> Any:
        return clock.now() + timedelta(minutes=1) if self.state == RunState.RUNNING else None


class ReportScheduleFactory(factory.django.DjangoModelFactory):
    """The ledger extract, every month from the first of last month on."""

    class Meta:
        model = ReportSchedule

    municipality = factory.SubFactory(MunicipalityFactory)
    recipient = factory.LazyAttribute(lambda schedule: city_member(schedule.municipality, Role.AUDITOR))
    slug = "extracto-de-bitacora"
    format = "csv"
    every = "month"
    next_on = factory.LazyFunction(lambda: clock.now().date().replace(day=1))


class ImportRunFactory(factory.django.DjangoModelFactory):
    """A list of enterprises that was sent; its file is not kept."""

    class Meta:
        model = ImportRun

    municipality = factory.SubFactory(MunicipalityFactory)
    requested_by = factory.LazyAttribute(lambda run: city_member(run.municipality, Role.STAFF))
    slug = "empresas"
    file_name = "lista.csv"
    size = 100
    sha256 = "0" * 64
    language = "es"
    rows_total = 1
