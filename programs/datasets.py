"""The open data of the programs. Names of columns stay; headings and values are in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.reports.enums import ColumnKind as Kind
from portal.reports.open_data import Dataset, Row
from portal.reports.registry import Column
from programs import beneficiaries
from programs.enums import CallState, Comparator, TargetUnit
from programs.models import Call, Enrollment
from programs.public_figures import Breakdown, PublicFigures, PublicStanding

if TYPE_CHECKING:
    from portal.core.models import Municipality


class Calls(Dataset):
    slug = "convocatorias"
    order = 10
    title = _("Calls")
    description = _("Each call of the city that was published, also those that are closed.")
    columns = (
        Column("convocatoria", _("Call"), Kind.TEXT, _("Its title.")),
        Column("programa", _("Program"), Kind.TEXT, _("The program to which it belongs.")),
        Column("area", _("Area"), Kind.TEXT, _("The secretariat or department that is responsible.")),
        Column("estado", _("State"), Kind.TEXT, _("Published or closed.")),
        Column("abre", _("Opens"), Kind.INSTANT, _("First instant for applications.")),
        Column("cierra", _("Closes"), Kind.INSTANT, _("End of the applications.")),
        Column("lugares", _("Places"), Kind.NUMBER, _("How many supports there are."), _("places")),
        Column("presupuesto", _("Budget"), Kind.MONEY, _("What the call has in all; empty where none was named.")),
        Column("revisa", _("Reviewed by"), Kind.TEXT, _("The organization that decides.")),
        Column("direccion", _("Address"), Kind.TEXT, _("Where the call can be read.")),
        Column("reglas", _("Operating rules"), Kind.TEXT, _("Where the rules of the program can be read.")),
    )

    def source(self, city: Municipality) -> QuerySet:
        return Call.objects.public().for_municipality(city).with_listing().order_by("opens_at", "pk")

    def row(self, item: Call, city: Municipality) -> Row:
        program = item.program
        return (
            *(item.title, program.name, program.unit.name, str(CallState(item.state).label)),
            *(item.opens_at, item.closes_at, item.places, item.budget, item.reviewer.name),
            settings.SITE_URL + reverse("public:call_detail", args=[city.slug, item.slug]),
            program.rules_url,
        )


class Targets(Dataset):
    slug = "metas"
    order = 20
    title = _("Targets against achieved")
    description = _("Each figure that the city has announced, and what was reached of it.")
    columns = (
        Column("meta", _("Target"), Kind.TEXT, _("What was announced.")),
        Column("programa", _("Program"), Kind.TEXT, _("Empty for a target of the whole city.")),
        Column("cuenta", _("Counts"), Kind.TEXT, _("People, enterprises or money.")),
        Column("comparacion", _("Comparison"), Kind.TEXT, _("How the figure is compared.")),
        Column("cifra", _("Figure"), Kind.NUMBER, _("What is to be reached."), _("as “counts” says")),
        Column("alcanzado", _("Achieved"), Kind.NUMBER, _("What was reached; empty where the note says why.")),
        Column("avance", _("Progress"), Kind.PERCENT, _("Achieved by figure.")),
        Column("nota", _("Note"), Kind.TEXT, _("Why there is no number; no group under five is shown.")),
        Column("desde", _("From"), Kind.DATE, _("First day of the period.")),
        Column("hasta", _("Until"), Kind.DATE, _("Last day of the period.")),
        Column("que_cuenta", _("What qualifies"), Kind.TEXT, _("What is counted, in words.")),
        Column("fuente", _("Source"), Kind.TEXT, _("Who announced it.")),
    )

    def source(self, city: Municipality) -> list[PublicStanding]:
        return PublicFigures(city).standings

    def row(self, item: PublicStanding, city: Municipality) -> Row:
        target = item.target
        return (
            *(target.name, target.program.name if target.program else "", str(TargetUnit(target.unit).label)),
            *(str(Comparator(target.comparator).label), plain(target.number), plain(item.achieved), item.share),
            *(item.why, target.period_start, target.period_end, target.qualifies, target.source),
        )


def plain(number: Any) -> Any:
    """A whole number without decimals; others and None as they are."""
    return int(number) if number is not None and number == int(number) else number


class Counts(Dataset):
    slug = "conteos-de-solicitudes"
    order = 30
    title = _("Counts of applications")
    description = _("What came of the applications, and the supports by program, line, size and sex.")
    columns = (
        Column("tabla", _("Table"), Kind.TEXT, _("What the applications are divided by.")),
        Column("grupo", _("Group"), Kind.TEXT, _("One part of the table.")),
        Column("cuenta", _("Count"), Kind.NUMBER, _("How many; empty where it is not shown."), _("applications")),
        Column("nota", _("Note"), Kind.TEXT, _("Why there is no number; no group under five is shown.")),
    )

    def source(self, city: Municipality) -> list[tuple[Breakdown, str, int | None]]:
        return [(each, group.label, group.count) for each in self.breakdowns(city) for group in each.groups]

    def breakdowns(self, city: Municipality) -> list[Breakdown]:
        return PublicFigures(city).breakdowns

    def row(self, item: tuple[Breakdown, str, int | None], city: Municipality) -> Row:
        breakdown, label, count = item
        return breakdown.title, label, count, str(_("Not shown")) if count is None else ""


class Beneficiaries(Dataset):
    slug = "padron-de-beneficiarios"
    order = 40
    title = _("Register of beneficiaries")
    description = _("Who received a support, with the columns that the law names and no other.")
    columns = (
        Column("nombre", *beneficiaries.NAME),
        Column("apoyo", *beneficiaries.SUPPORT),
        Column("unidad_territorial", *beneficiaries.TERRITORY),
        Column("edad", *beneficiaries.AGE, _("years")),
        Column("sexo", *beneficiaries.SEX),
    )

    def source(self, city: Municipality) -> QuerySet:
        return beneficiaries.granted(Enrollment.objects.of_public_calls(city))

    def row(self, item: tuple[Any, ...], city: Municipality) -> Row:
        return beneficiaries.public_row(item, city)

    def source_of_law(self, city: Municipality) -> str:
        return beneficiaries.source_of_law(city)
