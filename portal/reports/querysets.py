from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Q

from portal.core.enums import Role
from portal.core.querysets import NOTHING
from portal.core.scoping import ScopedQuerySet
from portal.organizations.roles import municipalities_of
from portal.reports.enums import IMPORT_HELD, IMPORT_OPEN, OPEN_STATES, ImportOutcome, RunState
from portal.reports.registry import slugs_by_city


def _of_desk(user: Any) -> Q:
    seen = NOTHING
    for city, slugs in slugs_by_city(user, desk=True).items():
        seen |= Q(municipality=city, slug__in=slugs)
    return seen


class RunQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Narrow to one's own runs of reports that one may still run, and the desk's runs for the city's desk.

        Whoever holds a role of the desk gets the same rows from a report as the others who hold one; what an officer
        asked for shows one organization, and stays with that officer and the desk.
        """
        if not user.is_authenticated:
            return self.none()
        own = NOTHING
        for city, slugs in slugs_by_city(user, desk=False).items():
            own |= Q(municipality=city, slug__in=slugs)
        return self.filter((own & Q(requested_by=user)) | _of_desk(user))

    def due(self, now: datetime) -> Self:
        """Narrow to what a worker may take at `now`: those that wait, and those whose worker died."""
        return self.filter(state__in=OPEN_STATES, due_at__lte=now)

    def open(self) -> Self:
        """Narrow to those that wait or run."""
        return self.filter(state__in=OPEN_STATES)

    def held_by(self, lease: object) -> Self:
        """Narrow to those that the worker with this lease still holds."""
        return self.filter(state=RunState.RUNNING, lease=lease)

    def with_file(self) -> Self:
        return self.exclude(stored_name="")

    def ahead_of(self, run: Any) -> Self:
        """Narrow to those that are worked on before this one."""
        return self.open().filter(Q(due_at__lt=run.due_at) | Q(due_at=run.due_at, pk__lt=run.pk)).exclude(pk=run.pk)

    def with_listing(self) -> Self:
        return self.select_related("municipality", "requested_by", "schedule")


class ScheduleQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Narrow to one's own, and those of the city's desk for the desk."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(recipient=user) | _of_desk(user))

    def active(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def due_on(self, day: date) -> Self:
        return self.active().filter(next_on__lte=day)


class ImportRunQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Narrow to those of the cities where the user is staff, administrator or auditor."""
        return self.filter(municipality__in=municipalities_of(user, Role.STAFF, Role.CITY_ADMIN, Role.AUDITOR))

    def due(self, now: datetime) -> Self:
        """Narrow to what a worker may take at `now`: those that wait, and those whose worker died."""
        return self.filter(state__in=IMPORT_OPEN, due_at__lte=now)

    def open(self) -> Self:
        """Narrow to those that a worker has, or will have."""
        return self.filter(state__in=IMPORT_OPEN)

    def held_by(self, lease: object) -> Self:
        """Narrow to those that the worker with this lease still holds."""
        return self.filter(state__in=IMPORT_HELD, lease=lease)


class ImportRowQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Narrow to the rows of the imports that one sees."""
        runs = apps.get_model("reports.ImportRun").objects.visible_to(user)
        return self.filter(run__in=runs.values("pk"))

    def refused(self) -> Self:
        return self.filter(outcome=ImportOutcome.REFUSE)
