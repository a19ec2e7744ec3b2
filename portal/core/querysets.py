"""Reading starts here: querysets that say what a user may see, and the registry by which upper floors widen it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from portal.core.models import LedgerEntry, Municipality  # noqa: F401 - named as texts below

AnyUser = AbstractBaseUser | AnonymousUser
Provider = Callable[[Any], Q]
ModelT = TypeVar("ModelT", bound=models.Model, covariant=True)

NOTHING = Q(pk__in=())


class Scope:
    """Who sees what of one model, as the union of providers that upper floors register from `AppConfig.ready()`."""

    def __init__(self) -> None:
        self._providers: list[Provider] = []

    def register(self, provider: Provider) -> Provider:
        """Add `provider(user) -> Q`. The Q narrows the scoped model; use subqueries, since joins would repeat rows."""
        if provider not in self._providers:
            self._providers.append(provider)
        return provider

    def q(self, user: AnyUser) -> Q:
        """Return the union for `user`; nothing for a visitor who is not logged in."""
        seen = NOTHING
        if user.is_authenticated:
            for provider in self._providers:
                seen |= provider(user)
        return seen


city_scope = Scope()  # over Municipality: the cities whose desk a user may open
ledger_scope = Scope()  # over LedgerEntry: `Q(chain__in=...)` for the auditors of a city


class ScopedQuerySet(models.QuerySet[ModelT]):
    """A queryset that knows who may see its rows."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return the rows that `user` may see; each model says how."""
        raise NotImplementedError(f"{type(self).__name__} must say what a user may see.")


class MunicipalityQuerySet(ScopedQuerySet["Municipality"]):
    def published(self) -> Self:
        """Return the cities that the public site shows."""
        return self.filter(is_published=True)

    def visible_to(self, user: AnyUser) -> Self:
        """Return the cities whose settings `user` may open: all for a superuser, else those that memberships give."""
        return self if getattr(user, "is_superuser", False) else self.filter(city_scope.q(user))


class LedgerQuerySet(ScopedQuerySet["LedgerEntry"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Return the entries that `user` may audit: all for a superuser, else those of the cities that grant it."""
        return self if getattr(user, "is_superuser", False) else self.filter(ledger_scope.q(user))

    def of_object(self, obj: models.Model) -> Self:
        """Return what happened to `obj`, oldest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("pk")
