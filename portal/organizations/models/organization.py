from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import LoadedRow, PublicIdModel
from portal.organizations.enums import OrganizationKind, UnitKind
from portal.organizations.querysets import OrganizationQuerySet, UnitQuerySet


class Organization(PublicIdModel, LoadedRow):
    """A city's own organization, a chamber's chapter in the city, a funder… State and national ones have no city."""

    municipality = models.ForeignKey(
        "core.Municipality",
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations",
        help_text=_("Empty for state and national organizations."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    slug = models.SlugField(_("address"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="organizations_slug_once_per_city",
                violation_error_message=_("Another organization of this city has this address."),
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(municipality__isnull=True),
                name="organizations_slug_once_without_city",
                violation_error_message=_("Another organization without a city has this address."),
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(kind=OrganizationKind.CITY),
                name="organizations_one_own_organization_per_city",
                violation_error_message=_("This city has its own organization already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganizationKind.CITY) | Q(municipality__isnull=False),
                name="organizations_city_government_has_its_city",
                violation_error_message=_("A city government needs its municipality."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class Unit(LoadedRow):
    """A secretariat or department of an organization; programs belong to one."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="units"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    name = models.CharField(_("name"), max_length=200)
    head_name = models.CharField(_("head"), max_length=150, blank=True)
    slug = models.SlugField(_("address"), max_length=80)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"],
                name="organizations_unit_slug_once_per_organization",
                violation_error_message=_("Another unit of this organization has this address."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def municipality(self):
        return self.organization.municipality

    def clean(self) -> None:
        super().clean()
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A unit cannot be part of itself.")})
        if self.parent_id and self.parent.organization_id != self.organization_id:
            raise ValidationError({"parent": _("Please choose a unit of the same organization.")})
