from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from portal.accounts.enums import Language
from portal.accounts.querysets import UserQuerySet
from portal.core import clock
from portal.core.models import PublicIdModel


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Accounts are known by their e-mail address, always in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account; without a password nobody can log in to it until one is set by a code from the mail."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make the account of an installation administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(PublicIdModel, AbstractBaseUser, PermissionsMixin):
    """An account that logs in. What it may do comes from memberships; who it is stands on Person."""

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("There is already an account with this e-mail.")}
    )
    full_name = models.CharField(_("full name"), max_length=150)
    phone = PhoneNumberField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.SPANISH)
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(
        _("may enter the administration"),
        default=False,
        editable=False,
        help_text=_("Follows from the roles that the person holds."),
    )
    date_joined = models.DateTimeField(_("signed up at"), default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.email
