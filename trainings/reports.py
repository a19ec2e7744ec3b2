"""The reports of the courses."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.reports.criteria import PeriodCriteria, instants
from portal.reports.enums import DESK
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import Column, QueryReport, labelled
from trainings.enums import HOLDING, PENDING, RequestState, SeatMode, SessionState
from trainings.models import SeatRequest, Session

SMALL = (EnterpriseSize.MICRO, EnterpriseSize.SMALL)


class CoursesAndSeats(QueryReport):
    slug = "cursos-y-lugares"
    title = _("Courses and seats")
    description = _(
        "Every session that begins in a period: its seats, who has them, and who waits. Drafts are not in it."
    )
    roles = DESK | {Role.OFFICER, Role.TRAINER}
    criteria = PeriodCriteria
    columns = (
        Column("course", _("Course"), Kind.TEXT, _("Its title.")),
        Column("session", _("Session"), Kind.TEXT, _("Its short name.")),
        Column("starts", _("Starts"), Kind.INSTANT, _("The first meeting, by the clock of the city.")),
        Column("venue", _("Venue"), Kind.TEXT, _("Where it is held.")),
        Column("provider", _("Given by"), Kind.TEXT, _("The organization that teaches.")),
        Column("mode", _("How seats are given"), Kind.TEXT, _("At once, by rank, or by an officer.")),
        Column("state", _("State"), Kind.TEXT, _("Where the session stands at the instant of the report.")),
        Column("capacity", _("Seats"), Kind.NUMBER, _("How many people fit, social seats included.")),
        Column("social", _("Social seats"), Kind.NUMBER, _("Of these, the ones kept for people without a company.")),
        Column("taken", _("Seats taken"), Kind.NUMBER, _("Held by companies.")),
        Column("companies", _("Companies with seats"), Kind.NUMBER, _("Each counted once.")),
        Column("small", _("Of them, micro and small"), Kind.NUMBER, _("By the size of today.")),
        Column("local", _("Of them, local"), Kind.NUMBER, _("They met the local rules when they asked.")),
        Column("unanswered", _("Requests to answer"), Kind.NUMBER, _("Submitted or in review.")),
        Column("waiting", _("Requests that wait"), Kind.NUMBER, _("On the waiting list.")),
        Column("rejected", _("Requests not approved"), Kind.NUMBER, _("Decided so by an officer.")),
        Column("absent", _("People who did not come"), Kind.NUMBER, _("Of sessions that were held.")),
    )

    def query(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> QuerySet:
        first, after = instants(filters, municipality)
        sessions = Session.objects.visible_to(user).for_municipality(municipality)
        held = sessions.exclude(state=SessionState.DRAFT).filter(starts_at__gte=first, starts_at__lt=after)
        shown = held.annotate(
            mode_label=labelled("seat_mode", SeatMode),
            state_label=labelled("state", SessionState),
            companies=_counted("enterprise", Q(state__in=HOLDING)),
            small=_counted("enterprise", Q(state__in=HOLDING, enterprise__size__in=SMALL)),
            local=_counted("enterprise", Q(state__in=HOLDING, has_priority=True)),
            unanswered=_counted("pk", Q(state__in=PENDING)),
            waiting=_counted("pk", Q(state=RequestState.WAITLISTED)),
            rejected=_counted("pk", Q(state=RequestState.REJECTED)),
            absent=_counted("seats", Q(seats__came=False)),
        ).order_by("starts_at", "pk")
        return shown.values_list(
            *("course__title", "code", "starts_at", "venue__name", "course__provider__name", "mode_label"),
            *("state_label", "capacity", "social_seats", "taken", "companies", "small", "local"),
            *("unanswered", "waiting", "rejected", "absent"),
        )


def _counted(what: str, condition: Q) -> Coalesce:
    """How many different `what` the requests of the session have, of those that meet the condition."""
    requests = SeatRequest.objects.filter(condition, session=OuterRef("pk")).order_by()
    counts = requests.values("session").annotate(n=Count(F(what), distinct=True)).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)
