"""The reports of the registry of enterprises."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize
from enterprises.models import Enterprise, SectorCode
from portal.core.models import Municipality
from portal.reports.criteria import Criteria
from portal.reports.enums import DESK
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import Column, QueryReport, labelled


class EnterprisesBySizeAndSector(QueryReport):
    slug = "empresas-por-tamano-y-sector"
    title = _("Enterprises by size and sector")
    description = _("How many enterprises are at home in the city, by sector and size. Merged ones count once.")
    roles = DESK
    criteria = Criteria
    columns = (
        Column("sector", _("Sector"), Kind.TEXT, _("Code of the country's classification of activities.")),
        Column("sector_name", _("Name of the sector"), Kind.TEXT, _("As the classification has it.")),
        Column("size", _("Size"), Kind.TEXT, _("By the law of the country, from the latest yearly figures.")),
        Column("enterprises", _("Enterprises"), Kind.NUMBER, _("How many there are.")),
        Column("with_tax_id", _("With a tax id"), Kind.NUMBER, _("Of these, the ones that are more than an idea.")),
        Column("women_led", _("Led by women"), Kind.NUMBER, _("Of these, the ones that say that women lead them.")),
    )

    def query(self, filters: Mapping[str, Any], user: Any, municipality: Municipality) -> QuerySet:
        names = SectorCode.objects.filter(country=municipality.country, code=OuterRef("sector_code"))
        own = Enterprise.objects.visible_to(user).standing().filter(municipality=municipality)
        grouped = own.annotate(
            sector_name=Coalesce(Subquery(names.values("name")[:1]), Value(_now("Not known yet"))),
            size_label=labelled("size", EnterpriseSize),
        ).values("sector_code", "sector_name", "size_label")
        counted = grouped.annotate(
            enterprises=Count("pk"),
            with_tax_id=Count("pk", filter=Q(tax_id_index__isnull=False)),
            women_led=Count("pk", filter=Q(is_women_led=True)),
        ).order_by("sector_code", "size_label")
        return counted.values_list(
            "sector_code", "sector_name", "size_label", "enterprises", "with_tax_id", "women_led"
        )
