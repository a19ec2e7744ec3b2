"""The enterprise: one per tax id, in all cities."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.enums import EnterpriseSize, MemberRole, PersonType
from enterprises.querysets import CITY_READERS, EnterpriseQuerySet
from portal.core.encryption import EncryptedTextField, mask
from portal.core.enums import Country, Role
from portal.core.models import Municipality, PublicIdModel
from portal.documents.models import Document, Vault
from portal.organizations.roles import city_roles

if TYPE_CHECKING:
    from enterprises.models.registrations import MercantileRegistration
    from portal.accounts.models import User


class Enterprise(PublicIdModel):
    """A micro, small, medium or large enterprise, or an idea that has no tax id yet.

    `municipality` is its home city. `tax_id` is encrypted; `tax_id_index` beside it carries uniqueness and search.
    `pending_tax_document` is a newer certificate than the accepted one, which stays until the city accepts the newer.
    `size` and `size_basis` are computed from the latest yearly figures by the law's table (`enterprises.sizes`).
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="enterprises", verbose_name=_("home city")
    )
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    person_type = models.CharField(_("kind of person"), max_length=7, choices=PersonType.choices)
    legal_name = models.CharField(_("legal name"), max_length=200)
    trade_name = models.CharField(_("trade name"), max_length=200, blank=True)
    tax_id = EncryptedTextField(_("tax id"), blank=True)
    tax_id_index = models.CharField(max_length=64, null=True, editable=False)
    tax_id_warning = models.BooleanField(_("check digit does not match"), default=False)
    sector_code = models.CharField(_("sector"), max_length=6, blank=True)
    activity = models.CharField(_("what it does"), max_length=300, blank=True)
    founded_on = models.DateField(_("working since"), null=True, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=6, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_women_led = models.BooleanField(_("led by women"), null=True, blank=True)
    size = models.CharField(_("size"), max_length=7, choices=EnterpriseSize.choices, default=EnterpriseSize.UNKNOWN)
    size_basis = models.JSONField(_("how the size was computed"), default=dict, blank=True)
    registered_at = models.DateTimeField(_("registered"))
    vault = models.OneToOneField(Vault, models.PROTECT, related_name="enterprise", verbose_name=_("documents"))
    tax_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tax certificate")
    )
    pending_tax_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("newer tax certificate")
    )
    tax_document_accepted_at = models.DateTimeField(_("tax certificate accepted"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name=_("merged into")
    )
    is_test = models.BooleanField(_("test data"), default=False)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "tax_id_index"],
                name="enterprises_one_per_tax_id",
                violation_error_message=_("This tax id cannot be registered now."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="enterprises_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(tax_document_accepted_at__isnull=True) | Q(tax_document__isnull=False),
                name="enterprises_accepted_document_exists",
            ),
            models.CheckConstraint(
                condition=Q(pending_tax_document__isnull=True) | Q(tax_document_accepted_at__isnull=False),
                name="enterprises_newer_document_follows_accepted",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "size"], name="enterprises_city_size")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name on its sign, or its legal name."""
        return self.trade_name or self.legal_name

    @property
    def address_line(self) -> str:
        """Street, neighbourhood and postal code, as far as they are known; "" when none is."""
        return ", ".join(part for part in (self.street, self.neighbourhood, self.postal_code) if part)

    @property
    def is_idea(self) -> bool:
        """Whether it has no tax id yet."""
        return self.tax_id_index is None

    @property
    def masked_tax_id(self) -> str:
        """The last characters of its tax id, the others hidden; empty for an idea."""
        return mask(self.tax_id) if self.tax_id else ""

    @property
    def is_proven(self) -> bool:
        """Whether the city accepted its tax certificate."""
        return self.tax_document_accepted_at is not None

    @property
    def tax_document_to_accept(self) -> Document | None:
        """The tax certificate that waits for the city's look, if one does."""
        return self.pending_tax_document if self.is_proven else self.tax_document

    @property
    def newest_tax_document(self) -> Document | None:
        """The tax certificate that it sent last, accepted or not."""
        return self.pending_tax_document or self.tax_document

    @property
    def awaits_join(self) -> bool:
        """Whether it only holds what is prepared while a request to join another waits: nothing is sent from it."""
        return Enterprise.objects.awaiting_join().filter(pk=self.pk).exists()

    @property
    def mercantile_registration(self) -> "MercantileRegistration | None":
        """What it declared last of its matrícula mercantil, answered or not."""
        return self.mercantile_registrations.newest_first().select_related("chamber", "decided_by").first()

    def roles_of(self, user: "User | None") -> set[Role]:
        """Give the roles of `user` on this enterprise: member, and what the user does for its home city."""
        if user is None:
            return {Role.SYSTEM}
        roles = city_roles(user, self.municipality) & set(CITY_READERS)
        if self.has_member(user):
            roles = roles | {Role.ENTREPRENEUR}
        return roles

    def has_member(self, user: "User") -> bool:
        """Tell whether `user` is of the enterprise now, as owner or collaborator."""
        return self.members.active().filter(user=user).exists()

    def is_owned_by(self, user: "User") -> bool:
        """Tell whether `user` is an owner or legal representative now."""
        return self.members.active().filter(user=user, role=MemberRole.OWNER).exists()
