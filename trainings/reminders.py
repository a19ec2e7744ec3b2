"""What people are reminded of about courses. The texts are in `templates/notifications/reminders/trainings/`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from portal.core import formats
from portal.notifications.reminders.kinds import Counts, Due, Family, ReminderKind
from programs.reminders import APPLICANT, acts_for_an_enterprise, of_the_enterprise
from trainings import paths
from trainings.enums import LIVE
from trainings.models import SeatRequest

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from portal.notifications.models import ReminderRule
    from portal.notifications.reminders.days import Days

COURSES = Family("courses", _("My courses"), _("A course that begins soon, where my people have seats."))


class CourseTomorrow(ReminderKind):
    """A session that begins, to the enterprises whose people have seats in it."""

    code = "trainings.course_tomorrow"
    label = _("Course that begins soon")
    family = COURSES
    audiences = (APPLICANT,)
    counts = Counts.BEFORE
    variables = {
        "course_title": _("title of the course"),
        "enterprise_name": _("name of the enterprise"),
        "starts_at": _("when it begins"),
        "venue_name": _("name of the venue"),
    }

    named_by = ("course_title", "enterprise_name", "folio")

    def can_reach(self, user: Any) -> bool:
        return acts_for_an_enterprise(user)

    def due(self, rule: ReminderRule, days: Days) -> Iterable[Due]:
        if not (reached := days.before()):
            return
        rows = SeatRequest.objects.holding().filter(
            reached.where("session__starts_at", begun="decided_at"),
            of_the_enterprise("enterprise__members", "applicant"),
            session__municipality=rule.municipality,
            session__state__in=LIVE,
        )
        yield Due(
            APPLICANT,
            rows.annotate(
                subject=F("pk"),
                recipient=F("enterprise__members__user_id"),
                occasion=reached.occasion("session__starts_at"),
            ),
        )

    def facts(self, audience: str, subjects: Collection[int], city: Municipality) -> dict[int, dict[str, Any]]:
        rows = SeatRequest.objects.filter(pk__in=subjects).with_listing().prefetch_related("seats")
        return {
            row.pk: {
                "folio": row.folio,
                "course_title": row.session.course.title,
                "enterprise_name": row.enterprise.display_name,
                "starts_at": formats.instant(row.session.starts_at, city),
                "venue_name": row.session.venue.name,
                "venue_address": row.session.venue.address,
                "people": ", ".join(seat.full_name for seat in row.seats.all() if seat.is_held and seat.full_name),
                "path": paths.request(row),
            }
            for row in rows
        }
