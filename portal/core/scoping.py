"""Who may see what. Every read of a person's or a city's rows starts at `visible_to(user)`; outside of it is 404."""

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.http import Http404

from portal.core import clock, ledger
from portal.core.querysets import AnyUser, Scope, ScopedQuerySet, city_scope, ledger_scope

__all__ = ["Scope", "ScopedQuerySet", "city_scope", "get_in_scope_or_404", "get_visible_or_404", "ledger_scope"]

ModelT = TypeVar("ModelT", bound=models.Model)


def get_visible_or_404(
    source: type[ModelT] | models.Manager[ModelT] | ScopedQuerySet[ModelT], user: AnyUser, **lookup: Any
) -> ModelT:
    """Return the one object of `source` that matches `lookup` and that `user` may see.

    What a logged-in user asked for and may not see, though it exists, leaves one ledger row "outside_scope" per user,
    object and hour. The queryset may be narrowed (`.drafts()`) and have `select_related`.

    Raises:
        Http404: there is none, or not for this user; the two look the same from outside.
    """
    queryset: Any = source._default_manager.all() if isinstance(source, type) else source.all()
    try:
        return queryset.visible_to(user).get(**lookup)
    except (ObjectDoesNotExist, ValidationError) as error:  # ValidationError: not even a well-formed id
        if user.is_authenticated and not isinstance(error, ValidationError):
            _record_outside_scope(queryset, user, lookup)
        raise Http404 from error


def get_in_scope_or_404(scope: models.QuerySet[ModelT], user: AnyUser, **lookup: Any) -> ModelT:
    """Return the one object of `scope`, the rows that a desk or a page has made for `user` already.

    For scopes that are narrower than `visible_to`: the rows of a ModelAdmin, the parts of one enterprise. What exists
    outside of it leaves the same ledger row as in `get_visible_or_404`, unless the user may see it elsewhere.

    Raises:
        Http404: there is none in the scope.
    """
    try:
        return scope.get(**lookup)
    except (ObjectDoesNotExist, ValidationError, ValueError) as error:  # the last two: not even a well-formed id
        if user.is_authenticated and isinstance(error, ObjectDoesNotExist):
            rows: Any = scope.model._default_manager.all()
            if hasattr(rows, "visible_to"):
                rows = rows.exclude(pk__in=rows.visible_to(user).order_by().values("pk"))
            _record_outside_scope(rows, user, lookup)
        raise Http404 from error


def _record_outside_scope(queryset: models.QuerySet[Any], user: AnyUser, lookup: dict[str, Any]) -> None:
    hidden = queryset.filter(**lookup).order_by("pk").first()
    if hidden is None:
        return
    once = f"outside_scope:{user.pk}:{hidden._meta.label_lower}:{hidden.pk}:{clock.now():%Y%m%d%H}"
    with transaction.atomic():
        ledger.append("outside_scope", by=user, obj=hidden, once=once)
