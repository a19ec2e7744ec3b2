"""The figures of the dashboard that the trainings have: the seats that were asked for and given, and how full it is."""

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.core import formats
from portal.reports.charts import Bar, Chart
from portal.reports.dashboard import Figure, Row, Selection
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import Column
from trainings.enums import HOLDING, PENDING, RequestState, SessionState
from trainings.models import SeatRequest, Session


def _of_courses(selection: Selection, path: str) -> Q:
    """The courses that the filters chose. None is of a call."""
    if selection.chosen.get("call"):
        return Q(pk__in=[])
    program = selection.chosen.get("program")
    return Q(**{f"{path}__program": program}) if program else Q()


def _count(value: int, selection: Selection) -> str:
    return formats.number(value, selection.municipality)


class SeatsAskedAndGiven(Figure):
    slug = "lugares-pedidos-y-dados"
    order = 90
    title = _("Seats asked and given")
    definition = _("Seats that were asked for in courses, by course and state of the session, and what came of them.")
    dated = _("Counted by the day on which the session begins. A call that is chosen has none.")
    columns = (
        Column("course", _("Course"), Kind.TEXT, _("Its title.")),
        Column("state", _("State of the session"), Kind.TEXT, _("Where its sessions stand now.")),
        Column("asked", _("Seats asked"), Kind.NUMBER, _("All the seats that were asked for.")),
        Column("confirmed", pgettext_lazy("seats", "Confirmed"), Kind.NUMBER, _("Seats that were given and are held.")),
        Column("unanswered", _("To answer"), Kind.NUMBER, _("Of requests without an answer yet.")),
        Column("waiting", pgettext_lazy("seats", "Waiting"), Kind.NUMBER, _("Of requests on the waiting list.")),
        Column("rejected", pgettext_lazy("seats", "Not approved"), Kind.NUMBER, _("Of requests not approved.")),
        Column(
            "other", pgettext_lazy("seats", "Other"), Kind.NUMBER,
            _("Withdrawn, expired, of a cancelled session, or asked beyond those given."),
        ),
    )  # fmt: skip

    def rows(self, selection: Selection) -> list[Row]:
        requests = SeatRequest.objects.visible_to(selection.user).filter(
            _of_courses(selection, "session__course"),
            selection.within("session__starts_at"),
            session__municipality=selection.municipality,
        )
        counted = requests.order_by().values_list("session__course", "session__course__title", "session__state")
        counted = counted.annotate(
            asked=Sum("seats_wanted"),
            confirmed=_seats("seats_given", *HOLDING),
            unanswered=_seats("seats_wanted", *PENDING),
            waiting=_seats("seats_wanted", RequestState.WAITLISTED),
            rejected=_seats("seats_wanted", RequestState.REJECTED),
        ).order_by("session__course__title", "session__course", "session__state")
        return [
            (title, str(SessionState(state).label), asked, *parts, asked - sum(parts))
            for _course, title, state, asked, *parts in counted
        ]

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        bars = [
            Bar(f"{title} · {state}", (given, open_ + waiting, rejected + other), _count(asked, selection))
            for title, state, asked, given, open_, waiting, rejected, other in rows
        ]
        says = gettext("Of %(asked)s seats that were asked for, %(given)s are confirmed and %(waiting)s wait.") % {
            "asked": _count(sum(row[2] for row in rows), selection),
            "given": _count(sum(row[3] for row in rows), selection),
            "waiting": _count(sum(row[4] + row[5] for row in rows), selection),
        }
        series = (pgettext("seats", "Confirmed"), gettext("To answer or waiting"), gettext("Not given"))
        return Chart(self.slug, str(self.title), says if rows else "", bars, series)


def _seats(column: str, *states: str) -> Coalesce:
    return Coalesce(Sum(column, filter=Q(state__in=states)), 0)


class Occupancy(Figure):
    slug = "ocupacion-de-los-cursos"
    order = 95
    title = _("How full the courses are")
    definition = _("Seats of the published, closed and held sessions, social seats too, and how many are taken.")
    dated = _("Counted by the day on which the session begins. A call that is chosen has none.")
    columns = (
        Column("course", _("Course"), Kind.TEXT, _("Its title.")),
        Column("sessions", _("Sessions"), Kind.NUMBER, _("Drafts and cancelled ones are left out.")),
        Column("seats", _("Seats"), Kind.NUMBER, _("How many people fit, social seats included.")),
        Column("taken", _("Seats taken"), Kind.NUMBER, _("Held by companies or as social seats.")),
        Column("free", _("Seats left"), Kind.NUMBER, _("Seats without a holder.")),
        Column("share", _("Occupancy"), Kind.PERCENT, _("Seats taken by seats.")),
    )

    def rows(self, selection: Selection) -> list[Row]:
        sessions = Session.objects.visible_to(selection.user).for_municipality(selection.municipality)
        sessions = sessions.exclude(state__in=[SessionState.DRAFT, SessionState.CANCELLED])
        sessions = sessions.filter(_of_courses(selection, "course"), selection.within("starts_at")).order_by()
        counted = sessions.values_list("course", "course__title").annotate(
            n=Count("pk"), seats=Sum("capacity"), held=Sum(F("taken") + F("social_taken"))
        )
        return [
            (title, n, seats, held, seats - held, held / seats if seats else None)
            for _course, title, n, seats, held in counted.order_by("course__title", "course")
        ]

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        city = selection.municipality
        bars = [
            Bar(title, (held, free), f"{_count(held, selection)} / {_count(seats, selection)}")
            for title, _n, seats, held, free, _share in rows
        ]
        seats, held = sum(row[2] for row in rows), sum(row[3] for row in rows)
        says = gettext("%(taken)s of %(seats)s seats are taken (%(share)s).") % {
            "taken": _count(held, selection),
            "seats": _count(seats, selection),
            "share": formats.percent(held / seats if seats else 0, city),
        }
        series = (gettext("Seats taken"), gettext("Seats left"))
        return Chart(self.slug, str(self.title), says if rows else "", bars, series)
