from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import IdKind, Sex
from portal.accounts.querysets import PersonQuerySet
from portal.core.encryption import EncryptedTextField, blind_index
from portal.core.enums import Country
from portal.core.models import PublicIdModel

_ID_NAMESPACE = "accounts.person.id_number"


class Person(PublicIdModel):
    """A human being, once per country and personal id, with or without an account.

    Workers, technicians, youth and guardians are persons too; consents hang on them. Only the person or staff change
    it.
    """

    country = models.CharField(_("country"), max_length=2, choices=Country)
    id_kind = models.CharField(_("kind of id"), max_length=4, choices=IdKind, blank=True)
    id_number = EncryptedTextField(_("id number"), blank=True)
    id_index = models.CharField(max_length=64, null=True, blank=True, editable=False)
    given_names = models.CharField(
        _("given names"),
        max_length=150,
        help_text=_("The whole name as typed at sign-up, until the person states its parts."),
    )
    surnames = models.CharField(_("surnames"), max_length=150, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["given_names", "surnames", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "id_index"],
                name="accounts_person_once_per_id",
                violation_error_message=_("This id already belongs to another person."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.surnames}".strip()

    def set_id(self, kind: str, number: str) -> None:
        """Put the personal id `number` (as the country writes it, without spaces) and its index; "" removes both."""
        self.id_kind = kind if number else ""
        self.id_number = number
        self.id_index = self.index_of(kind, number) if number else None

    @staticmethod
    def index_of(kind: str, number: str) -> str:
        """The keyed index by which a personal id is found; the kind is part of it."""
        return blind_index(_ID_NAMESPACE, f"{kind}:{number.strip().upper()}")
