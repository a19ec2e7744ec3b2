"""The city's own list of enterprises, as a file. A tax id that is taken is linked, shown nothing of and left alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.actions.figures import check_figures
from enterprises.actions.imports import Figures, register_many
from enterprises.enums import PersonType
from enterprises.forms.details import ContactForm
from enterprises.models import Enterprise, SectorCode
from enterprises.tax_ids import TaxId, clean_tax_id, tax_id_index
from portal.core import clock
from portal.core.actions import Refused
from portal.core.enums import Country
from portal.core.models import Municipality
from portal.core.words import word
from portal.reports.enums import CellKind as Kind
from portal.reports.enums import ImportOutcome
from portal.reports.imports.registry import ImportColumn, Importer, Row, Task

PERSON_TYPES: Mapping[str, Mapping[str, str]] = {
    Country.MX: {"moral": PersonType.LEGAL, "fisica": PersonType.NATURAL},
    Country.CO: {"juridica": PersonType.LEGAL, "natural": PersonType.NATURAL},
}
EXAMPLE_IDS = {Country.MX: "ABC010203XY1", Country.CO: "900123456-8"}
MONEY = {Country.MX: "1,250,000.00", Country.CO: "1.250.000"}


def _tax_id_meaning(city: Municipality) -> str | Promise:
    return _("The %(tax_id)s of the enterprise; what is registered with it is linked, and nothing of it changes.") % {
        "tax_id": word("tax_id", city.country)
    }


PERSON_TYPE = ImportColumn(
    "tipo_de_persona",
    gettext_lazy("What it is for the tax office: a company, or an individual."),
    Kind.CHOICE,
    required=True,
    choices=lambda city: PERSON_TYPES[Country(city.country)],
    example=lambda city: next(iter(PERSON_TYPES[Country(city.country)])),
)
TAX_ID = ImportColumn(
    "clave_fiscal",
    _tax_id_meaning,
    Kind.CODE,
    required=True,
    aliases=("rfc", "nit"),
    example=lambda city: EXAMPLE_IDS[Country(city.country)],
    most=40,
)
LEGAL_NAME = ImportColumn(
    "razon_social",
    gettext_lazy("Its legal name, as on the tax certificate."),
    required=True,
    aliases=("nombre_legal",),
    example="Zapatos del Bajío, S. A. de C. V.",
)


@dataclass(frozen=True)
class Identity:
    """Whom a row is about. `enterprise` is the key of the one that is registered with the tax id, if one is."""

    person_type: str
    tax_id: TaxId
    index: str
    enterprise: int | None = None


def identities(rows: Sequence[Row], task: Task) -> dict[int, Identity]:
    """By row number, whom each row is about; a row whose tax id is not well formed is refused and not among them."""
    country, found = task.municipality.country, {}
    for row in rows:
        person_type, typed = row.values.get(PERSON_TYPE.name), row.values.get(TAX_ID.name)
        if not person_type or not typed:
            continue  # refused when the cell was parsed
        try:
            cleaned = clean_tax_id(country, person_type, typed)
        except ValidationError as error:
            row.refuse(TAX_ID.name, " ".join(error.messages))
            continue
        found[row.number] = Identity(person_type, cleaned, tax_id_index(country, cleaned.value))
    taken = _registered(country, {identity.index for identity in found.values()})
    return {
        number: Identity(identity.person_type, identity.tax_id, identity.index, taken.get(identity.index))
        for number, identity in found.items()
    }


def _registered(country: str, indexes: Iterable[str]) -> dict[str, int]:
    """By index the enterprise that is registered; of a merged one the one that it became."""
    rows = Enterprise.objects.filter(country=country, tax_id_index__in=list(indexes))
    return {index: into or pk for index, pk, into in rows.values_list("tax_id_index", "pk", "merged_into")}


def enterprise_of(identity: Identity, legal_name: str, municipality: Municipality) -> Enterprise:
    """An enterprise that is not saved yet, at home in `municipality`."""
    return Enterprise(
        municipality=municipality,
        country=municipality.country,
        person_type=identity.person_type,
        legal_name=legal_name,
        tax_id=identity.tax_id.value,
        tax_id_index=identity.index,
        tax_id_warning=identity.tax_id.warning,
    )


class Enterprises(Importer):
    slug = "empresas"
    title = gettext_lazy("Enterprises")
    description = gettext_lazy("Registers the enterprises of a list. None of them has an owner until somebody asks.")
    columns = (
        PERSON_TYPE,
        LEGAL_NAME,
        TAX_ID,
        ImportColumn("nombre_comercial", gettext_lazy("The name on its sign."), example="Zapatos del Bajío"),
        ImportColumn(
            "sector", gettext_lazy("Code of the country's classification of activities."), Kind.CODE, example="31-33"
        ),
        ImportColumn("actividad", gettext_lazy("What it makes, sells or does."), most=300, example="Calzado de piel"),
        ImportColumn("inicio_de_operaciones", gettext_lazy("Since when it works."), Kind.DATE, example="28/11/2016"),
        ImportColumn("calle", gettext_lazy("Street and number."), example="Hidalgo 214"),
        ImportColumn("colonia", gettext_lazy("Neighbourhood."), aliases=("barrio",), most=120, example="Centro"),
        ImportColumn("codigo_postal", gettext_lazy("Postal code."), Kind.CODE, aliases=("cp",), most=12),
        ImportColumn("telefono", gettext_lazy("Ten digits."), Kind.CODE, most=40, example="477 123 4567"),
        ImportColumn("correo", gettext_lazy("E-mail of the enterprise."), Kind.EMAIL, aliases=("email",)),
        ImportColumn("dirigida_por_mujeres", gettext_lazy("Whether women lead it."), Kind.YES_NO, example="sí"),
        ImportColumn("ejercicio", gettext_lazy("Year of the two figures that follow."), Kind.NUMBER, example="2025"),
        ImportColumn("trabajadores", gettext_lazy("Workers in that year."), Kind.NUMBER, example="12"),
        ImportColumn(
            "ventas_anuales",
            gettext_lazy("Sales of that whole year, as the city writes amounts."),
            Kind.MONEY,
            aliases=("ventas",),
            example=lambda city: MONEY[Country(city.country)],
        ),
    )

    def judge(self, rows: Sequence[Row], task: Task) -> None:
        known = identities(rows, task)
        for row in rows:
            row.label = row.values.get("razon_social") or ""
            identity = known.get(row.number)
            if identity is None:
                continue
            if first := task.seen.get(identity.index):
                row.refuse(TAX_ID.name, _("The same id stands in row %(number)s.") % {"number": first})
                continue
            task.seen[identity.index] = row.number
            self._judge(row, identity, task)

    def _judge(self, row: Row, identity: Identity, task: Task) -> None:
        """Check what it says even where it is only linked: a wrong cell is a wrong cell."""
        enterprise = enterprise_of(identity, row.values.get("razon_social") or "", task.municipality)
        self._describe(row, enterprise, task)
        figures = self._figures(row, enterprise)
        if row.faults:
            return
        row.outcome = ImportOutcome.MAKE if identity.enterprise is None else ImportOutcome.LINK
        row.values["draft"] = (enterprise, figures)

    def _describe(self, row: Row, enterprise: Enterprise, task: Task) -> None:
        values = row.values
        enterprise.trade_name = values.get("nombre_comercial") or ""
        enterprise.activity = values.get("actividad") or ""
        enterprise.sector_code = values.get("sector") or ""
        enterprise.founded_on = values.get("inicio_de_operaciones")
        if enterprise.sector_code and enterprise.sector_code not in self._sectors(task):
            row.refuse("sector", _("There is no such sector. Please write a code of the country's list."))
        if enterprise.founded_on and enterprise.founded_on > clock.today(task.municipality.zone):
            row.refuse("inicio_de_operaciones", _("This day is still to come."))
        self._contact(row, enterprise)

    def _contact(self, row: Row, enterprise: Enterprise) -> None:
        """As the enterprise itself would type it, with the same refusals."""
        columns = {
            "street": "calle",
            "neighbourhood": "colonia",
            "postal_code": "codigo_postal",
            "phone": "telefono",
            "email": "correo",
        }
        typed = {name: row.values.get(column) or "" for name, column in columns.items()}
        form = ContactForm(typed, enterprise=enterprise)
        for name, errors in form.errors.items():
            row.refuse("" if name == NON_FIELD_ERRORS else columns[name], " ".join(str(error) for error in errors))
        for name in columns:
            setattr(enterprise, name, form.cleaned_data.get(name, ""))
        enterprise.is_women_led = row.values.get("dirigida_por_mujeres")

    def _figures(self, row: Row, enterprise: Enterprise) -> Figures | None:
        names = ("ejercicio", "trabajadores", "ventas_anuales")
        given = [row.values.get(name) for name in names]
        if all(value is None for value in given):
            return None
        if None in given:
            if not any(fault.column in names for fault in row.faults):
                row.refuse("ejercicio", _("Please fill year, workers and sales, or leave the three empty."))
            return None
        year, workers, sales = given
        try:
            check_figures(enterprise, year=year, workers=workers, sales=sales)
        except Refused as refused:
            row.refuse(
                {"workers": "trabajadores", "sales": "ventas_anuales"}.get(refused.code, "ejercicio"), refused.message
            )
            return None
        return Figures(year, workers, sales)

    @staticmethod
    def _sectors(task: Task) -> set[str]:
        if "sectors" not in task.seen:
            country = SectorCode.objects.filter(country=task.municipality.country, eligible=True)
            task.seen["sectors"] = set(country.values_list("code", flat=True))
        return task.seen["sectors"]

    def write(self, rows: Sequence[Row], task: Task) -> None:
        new = [row for row in rows if row.outcome == ImportOutcome.MAKE]
        register_many([row.values["draft"] for row in new], municipality=task.municipality)
        for row in new:
            row.made = row.values["draft"][0].public_id
