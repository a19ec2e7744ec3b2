"""Agreements: what organizations promised each other, in writing and for a term. Programs and courses point here."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.enums import Role
from portal.core.models import LoadedRow, PublicIdModel, TransitionRow
from portal.documents.models import Document
from portal.organizations.enums import AgreementState, PartyRole
from portal.organizations.models.organization import Organization
from portal.organizations.querysets import AgreementPartyQuerySet, AgreementQuerySet
from portal.organizations.roles import city_roles, roles_in


class Agreement(PublicIdModel, LoadedRow):
    """An agreement of a city's organizations, led by one of them, from `starts_on` until the end of `ends_on`.

    `state` is changed by `portal.organizations.workflow.AgreementWorkflow` alone. What is done under it moves to the
    agreement that renews it (`renews` points back).
    """

    municipality = models.ForeignKey(
        "core.Municipality", verbose_name=_("city"), on_delete=models.PROTECT, related_name="agreements"
    )
    slug = models.SlugField(_("short name"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("number"), max_length=60, blank=True)
    led_by = models.ForeignKey(
        Organization, verbose_name=_("led by"), on_delete=models.PROTECT, related_name="led_agreements"
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"))
    scope = models.TextField(_("what it is for"), blank=True)
    document = models.ForeignKey(
        Document,
        verbose_name=_("signed document"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    state = models.CharField(
        _("state"), max_length=12, choices=AgreementState, default=AgreementState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    renews = models.OneToOneField(
        "self",
        verbose_name=_("renews"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="renewed_by",
    )

    objects = AgreementQuerySet.as_manager()

    locked_with = ("municipality", "led_by")

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="organizations_agreement_slug_once_per_city",
                violation_error_message=_("Another agreement of this city has this short name."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="organizations_agreement_dates_ordered",
                violation_error_message=_("The agreement ends before it starts. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.DRAFT)
                | Q(state=AgreementState.TERMINATED)
                | Q(signed_on__isnull=False),
                name="organizations_agreement_signed_to_be_in_force",
                violation_error_message=_("An agreement in force has the date on which it was signed."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def covers(self, day: date) -> bool:
        """Whether the day `day` of the city is in the term of this agreement or of those that it renews.

        An agreement that was renewed before its end stands until then, though what hung on it has moved on.
        """
        if self.state not in (AgreementState.IN_FORCE, AgreementState.RENEWED):
            return False
        if self.starts_on <= day <= self.ends_on:
            return True
        return self.renews is not None and self.renews.covers(day)

    def roles_of(self, user: Any) -> set[Role]:
        """What the user may be on this agreement: of the city's desk, or an officer of the organization that leads."""
        if user is None:
            return {Role.SYSTEM}
        roles = set(city_roles(user, self.municipality)) - {Role.OFFICER}
        if Role.OFFICER in roles_in(user, self.led_by):
            roles.add(Role.OFFICER)
        return roles


class AgreementParty(LoadedRow):
    """An organization that signs the agreement: in which part, and by whose hand."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="parties"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="agreement_parties"
    )
    role = models.CharField(_("part in the agreement"), max_length=12, choices=PartyRole)
    signatory = models.CharField(_("signed by"), max_length=150, blank=True)
    position = models.CharField(_("position of who signs"), max_length=200, blank=True)

    objects = AgreementPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party of an agreement")
        verbose_name_plural = _("parties of agreements")
        ordering = ["agreement", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organization"],
                name="organizations_party_once_per_agreement",
                violation_error_message=_("The organization is already a party of this agreement."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_role_display()}"

    @property
    def municipality(self):
        return self.agreement.municipality


class AgreementTransition(TransitionRow):
    subject = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="transitions")

    class Meta(TransitionRow.Meta):
        verbose_name = _("step of an agreement")
        verbose_name_plural = _("steps of agreements")
