"""Who received a support: the fields that the laws of transparency name, read by the staff's report and the open data.

Mexico: register of beneficiaries with name, support, territorial unit, age and sex (Ley General de Transparencia; in
the law of 2015, art. 70 fr. XV q). Age and sex are of natural persons alone, where the portal knows them. Colombia:
programs and beneficiaries are published with personal data reserved (Ley 1712 de 2014, art. 18).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.enums import MemberRole, PersonType
from enterprises.models import EnterpriseMember
from portal.accounts.enums import Sex
from portal.core.enums import Country
from portal.reports.enums import ColumnKind as Kind
from programs.targets import REACHING

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from programs.models import Enrollment, PastBenefit

# Heading, kind and meaning of the columns, the same wherever they are shown.
NAME = (gettext_lazy("Name"), Kind.TEXT, gettext_lazy("Of the natural person, or the legal name of the company."))
SUPPORT = (
    gettext_lazy("Support granted"),
    Kind.TEXT,
    gettext_lazy("Amount, resource, benefit or support that was granted."),
)
TERRITORY = (gettext_lazy("Territorial unit"), Kind.TEXT, gettext_lazy("The municipality where the beneficiary is."))
AGE = (gettext_lazy("Age"), Kind.NUMBER, gettext_lazy("In years when it was granted; of natural persons, where known."))
SEX = (gettext_lazy("Sex"), Kind.TEXT, gettext_lazy("Of natural persons, where known."))

Row = tuple[str, str, str, int | None, str]


def with_sex(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Add `natural`, whether the enterprise is a person, and `sex` and `born` of its first owner."""
    owners = EnterpriseMember.objects.filter(enterprise=OuterRef("enterprise"), role=MemberRole.OWNER)
    first = owners.order_by("since", "pk")[:1]
    return enrollments.annotate(
        natural=Case(When(enterprise__person_type=PersonType.NATURAL, then=Value(True)), default=Value(False)),
        born=Subquery(first.values("user__person__birth_date")),
        sex=Subquery(first.values("user__person__sex")),
    )


def granted(enrollments: QuerySet[Enrollment]) -> QuerySet:
    """The supports granted among `enrollments`, as `row` reads them, ordered by name."""
    found = enrollments.filter(state__in=REACHING).annotate(
        support=Concat("call__program__name", Value(" · "), "call__title", output_field=CharField())
    )
    return with_sex(found).order_by("enterprise__legal_name", "pk").values_list(
        *("enterprise__legal_name", "support", "enterprise__municipality__name", "natural", "born", "sex"),
        "decided_at",
    )  # fmt: skip


def row(values: tuple[Any, ...], city: Municipality) -> Row:
    """Name, support, territory, age in years on the day of the decision, and sex."""
    name, support, territory, natural, born, sex, decided = values
    age = _age(born, decided.astimezone(city.zone).date()) if natural else None
    return name, support, territory, age, str(dict(Sex.choices).get(sex, "")) if natural else ""


def past_row(benefit: PastBenefit, city: Municipality) -> Row:
    """A support granted before the portal, said to be so, with what the city's own list says of it and no more."""
    support = _("%(program)s · before the portal") % {"program": benefit.program.name}
    return benefit.beneficiary, support, city.name, None, ""


def public_row(values: tuple[Any, ...], city: Municipality) -> Row:
    """As anybody may read it: where the country reserves personal data, nothing of a natural person but the support."""
    found = row(values, city)
    is_natural = values[3]
    if city.country == Country.CO and is_natural:
        return (_("Reserved: personal data"), found[1], found[2], None, "")
    return found


def source_of_law(city: Municipality) -> str:
    """The law, in the city's words (setting `beneficiaries_law`) where it has some: articles are renumbered."""
    laws = {
        Country.MX: _("Ley General de Transparencia y Acceso a la Información Pública, register of beneficiaries"),
        Country.CO: _("Ley 1712 de 2014, with personal data reserved (art. 18)"),
    }
    return city.setting("beneficiaries_law", "") or laws[Country(city.country)]


def _age(born: dt.date | None, on: dt.date) -> int | None:
    return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))
