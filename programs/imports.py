"""Who was supported before the portal: history, that counts where a rule asks for earlier benefits."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises.actions.imports import register_many
from enterprises.enums import EnterpriseSize
from enterprises.imports import LEGAL_NAME, MONEY, PERSON_TYPE, TAX_ID, Identity, enterprise_of, identities
from portal.core import clock
from portal.core.enums import Country
from portal.reports.enums import CellKind as Kind
from portal.reports.enums import ImportOutcome
from portal.reports.imports.reading import heading_of
from portal.reports.imports.registry import ImportColumn, Importer, Row, Task
from programs.models import PastBenefit, Program

SIZES = {
    "micro": EnterpriseSize.MICRO,
    "pequena": EnterpriseSize.SMALL,
    "mediana": EnterpriseSize.MEDIUM,
    "grande": EnterpriseSize.LARGE,
}


class PastBeneficiaries(Importer):
    slug = "beneficiarios-anteriores"
    title = gettext_lazy("Past beneficiaries")
    description = gettext_lazy("Records supports that were granted before. Unknown enterprises are registered with it.")
    outcomes = {
        ImportOutcome.MAKE: pgettext_lazy("row", "Support recorded, with a new enterprise"),
        ImportOutcome.LINK: pgettext_lazy("row", "Support recorded; the enterprise was known and does not change"),
    }
    columns = (
        PERSON_TYPE,
        LEGAL_NAME,
        TAX_ID,
        ImportColumn(
            "programa",
            gettext_lazy("Name or address of a program of the city, as its list in the administration says."),
            required=True,
            most=160,
            example="Academia de Negocios",
        ),
        ImportColumn(
            "fecha", gettext_lazy("When the support was granted."), Kind.DATE, required=True, example="28/11/2024"
        ),
        ImportColumn(
            "monto",
            gettext_lazy("Amount, as the city writes it; empty where it was no money."),
            Kind.MONEY,
            aliases=("importe",),
            example=lambda city: MONEY[Country(city.country)],
        ),
        ImportColumn(
            "tamano",
            gettext_lazy("Size of the enterprise at that time, where it is known."),
            Kind.CHOICE,
            aliases=("tamanio",),
            choices=SIZES,
            example="micro",
        ),
    )

    def judge(self, rows: Sequence[Row], task: Task) -> None:
        known = identities(rows, task)
        recorded = self._recorded(known)
        for row in rows:
            row.label = row.values.get("razon_social") or ""
            program = self._program(row, task)
            granted = row.values.get("fecha")
            if granted and granted > clock.today(task.municipality.zone):
                row.refuse("fecha", _("This day is still to come."))
            identity = known.get(row.number)
            if row.faults or identity is None or program is None:
                continue
            if (identity.enterprise, program, granted) in recorded:
                row.refuse("", _("This support is recorded already."))
                continue
            self._judge(row, identity, (identity.index, program, granted), task)

    def _judge(self, row: Row, identity: Identity, key: tuple[str, int, Any], task: Task) -> None:
        if first := task.seen.get(key):
            row.refuse("", _("The same support stands in row %(number)s.") % {"number": first})
            return
        task.seen[key] = row.number
        is_first = ("first", identity.index) not in task.seen
        task.seen["first", identity.index] = True
        is_new = identity.enterprise is None and is_first
        row.outcome = ImportOutcome.MAKE if is_new else ImportOutcome.LINK
        row.values |= {"identity": identity, "program": key[1]}

    @staticmethod
    def _recorded(known: dict[int, Identity]) -> set[tuple[Any, ...]]:
        """What is recorded of the enterprises of these rows: which program, on which day."""
        enterprises = {identity.enterprise for identity in known.values() if identity.enterprise}
        rows = PastBenefit.objects.filter(enterprise__in=enterprises)
        return set(rows.values_list("enterprise", "program", "granted_on"))

    def _program(self, row: Row, task: Task) -> int | None:
        """The program of the city that the row names, whether the public sees it or not."""
        if "programs" not in task.seen:
            own = (
                Program.objects.filter(municipality=task.municipality).order_by("pk").values_list("pk", "slug", "name")
            )
            task.seen["programs"] = {heading_of(word): pk for pk, *words in own for word in words}
        typed = row.values.get("programa")
        if not typed:
            return None  # refused when the cell was parsed
        found = task.seen["programs"].get(heading_of(typed))
        if found is None:
            row.refuse("programa", _("The city has no program of this name. Please write it as in its list."))
        return found

    def write(self, rows: Sequence[Row], task: Task) -> None:
        by_index = self._enterprises(rows, task)
        benefits = [self._benefit(row, by_index, task) for row in rows]
        PastBenefit.objects.bulk_create(benefits)
        for row, benefit in zip(rows, benefits, strict=True):
            row.made = benefit.public_id

    def _enterprises(self, rows: Sequence[Row], task: Task) -> dict[str, int]:
        """By index, the enterprise of each row; those that nobody registered yet are registered here."""
        found, drafts = {}, {}
        for row in rows:
            identity = row.values["identity"]
            if identity.enterprise is not None:
                found[identity.index] = identity.enterprise
            elif identity.index not in drafts:
                drafts[identity.index] = enterprise_of(identity, row.values["razon_social"], task.municipality)
        register_many([(draft, None) for draft in drafts.values()], municipality=task.municipality)
        return found | {index: draft.pk for index, draft in drafts.items()}

    @staticmethod
    def _benefit(row: Row, by_index: dict[str, int], task: Task) -> PastBenefit:
        values, identity = row.values, row.values["identity"]
        return PastBenefit(
            municipality=task.municipality,
            enterprise_id=by_index[identity.index],
            program_id=values["program"],
            granted_on=values["fecha"],
            amount=values.get("monto"),
            size=values.get("tamano") or EnterpriseSize.UNKNOWN,
            beneficiary=values["razon_social"],
            person_type=identity.person_type,
            import_run=task.run,
            recorded_at=clock.now(),
        )
