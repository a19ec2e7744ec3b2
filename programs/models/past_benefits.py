"""Supports that were granted before the portal: history, of which no application is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize, PersonType
from enterprises.models import Enterprise
from portal.core import clock
from portal.core.models import Municipality, PublicIdModel
from portal.core.money import MoneyField
from portal.reports.models import ImportRun
from programs.models.programs import Program
from programs.querysets import PastBenefitQuerySet


class PastBenefit(PublicIdModel):
    """One support that an enterprise received from a program of the city, as the city's own lists say.

    `beneficiary`, `person_type` and `size` are those of that day and of the list: the enterprise may be at home in
    another city, whose data this city is not shown. `amount` is in the city's currency.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("city"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="past_benefits", verbose_name=_("enterprise")
    )
    program = models.ForeignKey(Program, models.PROTECT, related_name="past_benefits", verbose_name=_("program"))
    granted_on = models.DateField(_("granted on"))
    amount = MoneyField(_("amount"), null=True, blank=True)
    size = models.CharField(
        _("size at that time"), max_length=7, choices=EnterpriseSize.choices, default=EnterpriseSize.UNKNOWN
    )
    beneficiary = models.CharField(_("beneficiary"), max_length=200)
    person_type = models.CharField(_("kind of person"), max_length=7, choices=PersonType.choices)
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("import")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)

    objects = PastBenefitQuerySet.as_manager()

    class Meta:
        verbose_name = _("past support")
        verbose_name_plural = _("past supports")
        ordering = ("-granted_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "program", "granted_on"),
                name="past_benefit_once_a_day",
                violation_error_message=_("This support is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0), name="past_benefit_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.beneficiary} · {self.program} · {self.granted_on}"
