"""What the catalogue can be narrowed to; every filter stands in the address, so that a view can be shared."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from portal.core import formats
from portal.core.models import Municipality
from trainings.enums import ThematicArea
from trainings.querysets import CourseQuerySet, SessionQuerySet

OPEN_NOW = "abiertas"


def with_dates(courses: CourseQuerySet, sessions: SessionQuerySet, *, only: bool = False) -> CourseQuerySet:
    """Give each course its `sessions` as `coming`, the next to begin first; `only` leaves out those without one."""
    dates = Prefetch("sessions", sessions.select_related("venue").order_by("starts_at", "pk"), to_attr="coming")
    return courses.offering(sessions, only=only).with_listing().prefetch_related(dates)


class CatalogueForm(forms.Form):
    """Filters of a city's courses. The parameters are Spanish, as the rest of the address; what is wrong is left out.

    Args:
        courses: all that the city offers.
        sessions: those of them that are to come.
    """

    use_required_attribute = False
    area = forms.ChoiceField(required=False, label=_("Area"))
    sede = forms.ChoiceField(required=False, label=_("Venue"))
    mes = forms.ChoiceField(required=False, label=_("Month"))
    fechas = forms.ChoiceField(
        required=False,
        label=_("Requests"),
        choices=[("", _("All the courses")), (OPEN_NOW, _("Taking requests now"))],
    )

    def __init__(self, data: Any, *, city: Municipality, courses: CourseQuerySet, sessions: SessionQuerySet) -> None:
        super().__init__(data)
        self.city = city
        used = set(courses.order_by().values_list("area", flat=True).distinct())
        self._offer("area", [(area.value, area.label) for area in ThematicArea if area.value in used], _("All areas"))
        venues = sessions.order_by("venue__name").values_list("venue__slug", "venue__name").distinct()
        self._offer("sede", list(venues), _("All venues"))
        self._offer("mes", self._months(sessions), _("All months"))
        self.is_valid()

    def _offer(self, name: str, choices: list[tuple[Any, Any]], empty: Any) -> None:
        field: Any = self.fields[name]
        field.choices = [("", empty), *choices]

    def _months(self, sessions: QuerySet) -> list[tuple[str, str]]:
        months = sessions.annotate(month=TruncMonth("starts_at", tzinfo=self.city.zone)).order_by("month")
        found = months.values_list("month", flat=True).distinct()
        return [(f"{month:%Y-%m}", formats.month(month, self.city)) for month in found]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that were asked for and exist."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, sessions: SessionQuerySet) -> SessionQuerySet:
        """Keep the sessions that the filters ask for."""
        if venue := self.chosen.get("sede"):
            sessions = sessions.filter(venue__slug=venue)
        if month := self.chosen.get("mes"):
            first = datetime.combine(date.fromisoformat(f"{month}-01"), datetime.min.time(), self.city.zone)
            last = (first + timedelta(days=32)).replace(day=1)
            sessions = sessions.filter(starts_at__gte=first, starts_at__lt=last)
        return sessions.open() if self.chosen.get("fechas") else sessions

    @property
    def asks_for_sessions(self) -> bool:
        """Whether only courses with a session that fits are wanted."""
        return bool(self.chosen.keys() - {"area"})
