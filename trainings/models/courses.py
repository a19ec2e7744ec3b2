"""Courses, and who has priority in them."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.enums import Role
from portal.core.models import LoadedRow, Municipality, PublicIdModel
from portal.core.money import MoneyField
from portal.organizations.models import Agreement, Organization
from portal.organizations.roles import city_roles, roles_in
from programs.enums import Operator, Severity
from programs.models import Program, Rule
from trainings.enums import ThematicArea
from trainings.querysets import CourseQuerySet, PriorityRuleQuerySet


class Course(PublicIdModel, LoadedRow):
    """What is taught, under a program of the city, an agreement, or both. When and where is said by its sessions.

    The price is per person, in the city's currency, and is split between the program, the partners and the company.
    No money is taken in the portal: what the company pays is told.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="courses", verbose_name=_("city")
    )
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, null=True, blank=True, related_name="courses", verbose_name=_("program")
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="courses", verbose_name=_("agreement")
    )
    provider = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="provided_courses", verbose_name=_("given by")
    )
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    syllabus = models.TextField(_("what is learned"), blank=True)
    audience = models.CharField(_("for whom it is"), max_length=300, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours"))
    area = models.CharField(_("thematic area"), max_length=4, choices=ThematicArea)
    price_total = MoneyField(_("price per person"), default=Decimal(0))
    price_program = MoneyField(_("of it, the program pays"), default=Decimal(0))
    price_partners = MoneyField(_("of it, the partners pay"), default=Decimal(0))
    price_company = MoneyField(_("of it, the company pays"), default=Decimal(0))
    is_published = models.BooleanField(_("published"), default=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="course_slug_unique_in_city",
                violation_error_message=_("Another course of the city has this address. Choose a different one."),
            ),
            models.CheckConstraint(
                condition=Q(program__isnull=False) | Q(agreement__isnull=False),
                name="course_of_program_or_agreement",
                violation_error_message=_("A course belongs to a program or to an agreement."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1),
                name="course_has_hours",
                violation_error_message=_("A course has one hour or more."),
            ),
            models.CheckConstraint(
                condition=Q(price_program__gte=0) & Q(price_partners__gte=0) & Q(price_company__gte=0),
                name="course_shares_not_negative",
                violation_error_message=_("No part of the price is negative."),
            ),
            models.CheckConstraint(
                condition=Q(price_total=F("price_program") + F("price_partners") + F("price_company")),
                name="course_price_adds_up",
                violation_error_message=_("The parts of the price do not add up to the price."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_free(self) -> bool:
        """Whether the company pays nothing."""
        return self.price_company == 0

    def clean(self) -> None:
        for field in ("program", "agreement"):
            held = getattr(self, field)
            if held is not None and self.municipality_id and held.municipality_id != self.municipality_id:
                raise ValidationError({field: _("Please choose one of the same city.")})

    def roles_of(self, user: Any) -> set[Role]:
        """What the user may be on this course: of the city's desk, of who gives it, or an officer of who leads it."""
        if user is None:
            return {Role.SYSTEM}
        roles = set(city_roles(user, self.municipality)) - {Role.OFFICER, Role.TRAINER}
        if Role.TRAINER in roles_in(user, self.provider):
            roles.add(Role.TRAINER)
        if self.agreement and Role.OFFICER in roles_in(user, self.agreement.led_by):
            roles.add(Role.OFFICER)
        return roles


class PriorityRule(LoadedRow):
    """A condition that gives an enterprise points in the waiting order: a fact, an operator and a value.

    Those without a course hold for all courses of the city, besides the course's own. The evaluator and the facts are
    those of the calls (`programs.eligibility`). `message` is the reason that people read.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="priority_rules", verbose_name=_("city")
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="priority_rules",
        verbose_name=_("course"),
        help_text=_("Empty for all courses of the city."),
    )
    code = models.SlugField(_("code"), max_length=60)
    fact = models.CharField(_("fact"), max_length=60)
    operator = models.CharField(_("operator"), max_length=10, choices=Operator)
    value = models.JSONField(_("value"))
    points = models.PositiveSmallIntegerField(_("points"))
    is_local = models.BooleanField(
        _("opens the priority window"),
        default=False,
        help_text=_("Only enterprises that meet every rule marked so are given seats while the window is open."),
    )
    message = models.CharField(_("rule in words"), max_length=300)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = PriorityRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("priority rule")
        verbose_name_plural = _("priority rules")
        ordering = ["municipality", "course", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "course", "code"],
                name="priority_rule_code_unique_in_course",
                violation_error_message=_("Another rule of this course has this code."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "code"],
                condition=Q(course__isnull=True),
                name="priority_rule_code_unique_in_city",
                violation_error_message=_("Another rule of the city has this code."),
            ),
            models.CheckConstraint(
                condition=Q(points__gte=1),
                name="priority_rule_has_points",
                violation_error_message=_("A rule gives one point or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.message

    def as_rule(self) -> Rule:
        """The rule as the evaluator of the calls reads it."""
        return Rule(
            code=self.code,
            fact=self.fact,
            operator=self.operator,
            value=self.value,
            severity=Severity.PREFERRED,
            points=self.points,
            message=self.message,
            source=self.source,
        )
