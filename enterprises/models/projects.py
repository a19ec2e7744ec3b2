"""What an enterprise wants to do, and the strategic line of the city that it serves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise
from enterprises.querysets import OfEnterpriseQuerySet, StrategicLineQuerySet
from portal.core.models import LoadedRow, Municipality, PublicIdModel
from portal.core.money import MoneyField


class StrategicLine(LoadedRow):
    """One of the lines on which a city wants projects. An unpublished one waits for its name."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="strategic_lines", verbose_name=_("city")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short address"), max_length=60)
    is_published = models.BooleanField(_("published"), default=False)
    description = models.TextField(_("description"), blank=True)

    objects = StrategicLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategic line")
        verbose_name_plural = _("strategic lines")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="enterprises_line_number"),
            models.UniqueConstraint(fields=["municipality", "slug"], name="enterprises_line_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Project(PublicIdModel):
    """A project of an enterprise: title, line, goal and budget, in the currency of the enterprise's home city."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="projects", verbose_name=_("enterprise"))
    line = models.ForeignKey(
        StrategicLine, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("strategic line")
    )
    title = models.CharField(_("title"), max_length=160)
    goal = models.TextField(_("goal"), max_length=2000)
    budget = MoneyField(_("budget"))
    created_at = models.DateTimeField(_("written down"))

    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [models.CheckConstraint(condition=Q(budget__gte=0), name="enterprises_budget_not_negative")]

    def __str__(self) -> str:
        return self.title
