"""Which enterprises belong to which cluster."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise
from enterprises.querysets import ClusterMembershipQuerySet
from portal.core.models import Municipality
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Organization


class ClusterMembership(models.Model):
    """An enterprise's belonging to a cluster, as the cluster told the city's staff."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="cluster_memberships", verbose_name=_("enterprise")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="cluster_memberships", verbose_name=_("cluster")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = ClusterMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership in a cluster")
        verbose_name_plural = _("memberships in clusters")
        ordering = ["enterprise", "organization", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "organization"],
                condition=Q(until__isnull=True),
                name="enterprises_cluster_once_while_active",
                violation_error_message=_("The enterprise already belongs to this cluster."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="enterprises_cluster_dates_ordered",
                violation_error_message=_("It ends before it began. Check both dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.organization}"

    @property
    def municipality(self) -> Municipality:
        return self.enterprise.municipality

    def clean(self) -> None:
        if self.organization_id and self.organization.kind != OrganizationKind.CLUSTER:
            raise ValidationError({"organization": _("Please choose a cluster.")})
