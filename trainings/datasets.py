"""The open data of the trainings. Names of columns stay; headings and values are in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.reports.enums import ColumnKind as Kind
from portal.reports.open_data import Dataset, Row
from portal.reports.registry import Column
from programs.datasets import Counts
from programs.public_figures import Breakdown
from trainings.enums import SeatMode, SessionState
from trainings.models import Session
from trainings.public_figures import course_breakdowns

if TYPE_CHECKING:
    from portal.core.models import Municipality


class Courses(Dataset):
    """A row per session. The seats taken are what the page of the course says; nobody who holds one is named."""

    slug = "cursos"
    order = 50
    title = _("Courses")
    description = _("Each session of a course that was published, with its seats. Nobody who takes part is in it.")
    columns = (
        Column("curso", _("Course"), Kind.TEXT, _("Its title.")),
        Column("sesion", _("Session"), Kind.TEXT, _("Its short name.")),
        Column("estado", _("State"), Kind.TEXT, _("Where the session stands.")),
        Column("inicia", _("Starts"), Kind.INSTANT, _("The first meeting.")),
        Column("termina", _("Ends"), Kind.INSTANT, _("The end of the last meeting.")),
        Column("sede", _("Venue"), Kind.TEXT, _("Where it is held.")),
        Column("imparte", _("Given by"), Kind.TEXT, _("The organization that teaches.")),
        Column("modo", _("How seats are given"), Kind.TEXT, _("At once, by rank, or by an officer.")),
        Column("horas", _("Hours"), Kind.NUMBER, _("How long the course is."), _("hours")),
        Column("lugares", _("Seats"), Kind.NUMBER, _("How many people fit, social seats included."), _("seats")),
        Column("sociales", _("Social seats"), Kind.NUMBER, _("Of these, for people without a company."), _("seats")),
        Column("ocupados", _("Seats taken"), Kind.NUMBER, _("Held by companies."), _("seats")),
        Column("costo", _("The company pays"), Kind.MONEY, _("Per person; zero where the course is free.")),
        Column("direccion", _("Address"), Kind.TEXT, _("Where the course can be read.")),
    )  # fmt: skip

    def source(self, city: Municipality) -> QuerySet:
        sessions = Session.objects.public().for_municipality(city)
        return sessions.select_related("course__provider", "venue").order_by("starts_at", "pk")

    def row(self, item: Session, city: Municipality) -> Row:
        course = item.course
        return (
            *(course.title, item.code, str(SessionState(item.state).label), item.starts_at, item.ends_at),
            *(item.venue.name, course.provider.name, str(SeatMode(item.seat_mode).label), course.hours),
            *(item.capacity, item.social_seats, item.taken, course.price_company),
            settings.SITE_URL + reverse("public:course_detail", args=[city.slug, course.slug]),
        )


class CourseCounts(Counts):
    slug = "conteos-de-cursos"
    order = 60
    title = _("Counts of courses")
    description = _("The sessions by state, and the seats that companies hold by their size.")
    columns = (
        Column("tabla", _("Table"), Kind.TEXT, _("What the sessions or seats are divided by.")),
        Column("grupo", _("Group"), Kind.TEXT, _("One part of the table.")),
        Column("cuenta", _("Count"), Kind.NUMBER, _("How many; empty where it is not shown."), _("sessions or seats")),
        Column("nota", _("Note"), Kind.TEXT, _("Why there is no number; no group under five is shown.")),
    )

    def breakdowns(self, city: Municipality) -> list[Breakdown]:
        return course_breakdowns(city)
