"""Programs, who takes part in them, and what they have promised to reach."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import LoadedRow, Municipality, PublicIdModel
from portal.core.money import MoneyField
from portal.organizations.models import Organization, Unit
from programs.enums import Comparator, PartnerRole, ProgramKind, TargetUnit
from programs.querysets import ProgramQuerySet, TargetQuerySet


class Program(PublicIdModel, LoadedRow):
    """What a city, or a chamber with it, does for its enterprises. Its texts are in the city's language."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="programs", verbose_name=_("city")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="programs", verbose_name=_("unit"))
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=160)
    summary = models.CharField(_("summary"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ProgramKind)
    led_by = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_programs",
        verbose_name=_("led by"),
        help_text=_("Only where another organization than the city leads it."),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    rules_url = models.URLField(_("address of the operating rules"), blank=True)
    is_published = models.BooleanField(_("published"), default=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="program_slug_unique_in_city",
                violation_error_message=_("Another program of the city has this address. Choose a different one."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="program_dates_ordered",
                violation_error_message=_("The program ends before it starts. Check both dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgramPartner(LoadedRow):
    """An organization's part in a program."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="partners", verbose_name=_("program"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="program_partners", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=12, choices=PartnerRole)
    note = models.CharField(_("note"), max_length=300, blank=True)
    planned_contribution = MoneyField(_("planned contribution"), null=True, blank=True)

    class Meta:
        verbose_name = _("program partner")
        verbose_name_plural = _("program partners")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "organization", "role"],
                name="program_partner_once_per_role",
                violation_error_message=_("The organization already has this role in the program."),
            ),
        ]

    @property
    def municipality(self) -> Municipality:
        return self.program.municipality

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_role_display()}"


class Target(LoadedRow):
    """A figure that the city has announced: who or what is counted, how many, until when, and who said so."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="targets", verbose_name=_("city")
    )
    program = models.ForeignKey(
        Program,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("program"),
    )
    slug = models.SlugField(_("short name"), max_length=80)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("counts"), max_length=12, choices=TargetUnit)
    comparator = models.CharField(_("comparison"), max_length=4, choices=Comparator, default=Comparator.GTE)
    number = models.DecimalField(_("figure"), max_digits=17, decimal_places=2)
    qualifies = models.TextField(_("what qualifies"), blank=True)
    counts_once_by = models.CharField(_("counts once by"), max_length=80, blank=True)
    period_start = models.DateField(_("from"), null=True, blank=True)
    period_end = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="target_slug_unique_in_city",
                violation_error_message=_("Another target of the city has this short name."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="target_number_positive",
                violation_error_message=_("A target is greater than zero."),
            ),
            models.CheckConstraint(
                condition=Q(period_start=None) | Q(period_end=None) | Q(period_start__lte=F("period_end")),
                name="target_period_ordered",
                violation_error_message=_("The period ends before it starts. Check both dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
