"""What may be asked of a list of the administration by its address, and what its sidebar offers."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest

from portal.core.encryption import EncryptedTextField

FILTER_SUFFIXES = ("", "__exact", "__in", "__isnull", "__isempty", "__gte", "__lt")
DATE_SUFFIXES = ("__year", "__month", "__day", "__gte", "__lt")
COLUMN_SUFFIXES = ("", "__exact", "__in")
SECRET_ENDINGS = ("password", "digest", "_index", "secret", "token")


def is_secret(field: models.Field) -> bool:
    """Whether `field` holds a password hash, a digest, a blind index or a ciphertext."""
    return isinstance(field, EncryptedTextField) or field.name.endswith(SECRET_ENDINGS)


class PlainLookupsMixin(ModelAdmin):
    """A list answers its own filters, its date hierarchy and equality on its columns, and nothing else.

    Django lets an address ask any lookup of any local field: `?password__regex=` reads a hash letter by letter from
    what the list then shows or hides.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in self._plain_lookups(request)

    def _plain_lookups(self, request: HttpRequest) -> set[str]:
        allowed = {f"{self.date_hierarchy}{suffix}" for suffix in DATE_SUFFIXES} if self.date_hierarchy else set()
        for item in self.get_list_filter(request):
            path = item[0] if isinstance(item, list | tuple) else item
            if isinstance(path, str):
                allowed.update(self._lookups_of(path, FILTER_SUFFIXES))
            elif isinstance(path, type) and issubclass(path, SimpleListFilter):
                allowed.add(str(path.parameter_name))
        for column in self.get_list_display(request):
            if isinstance(column, str):
                allowed.update(self._lookups_of(column, COLUMN_SUFFIXES))
        return allowed

    def _lookups_of(self, path: str, suffixes: tuple[str, ...]) -> Iterator[str]:
        try:
            field = get_fields_from_path(self.model, path)[-1]
        except FieldDoesNotExist:  # a column that a method writes
            return
        if is_secret(field):
            return
        yield from (f"{path}{suffix}" for suffix in suffixes)
        if field.is_relation:
            yield f"{path}__{field.target_field.name}__exact"  # type: ignore[attr-defined]  # of a relation


class ScopedRelatedFilter(RelatedFieldListFilter):
    """Offers the related rows that the user finds on their own list in the administration, of no other city."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[Any, str]]:
        related = field.remote_field.model
        try:
            rows = model_admin.admin_site.get_model_admin(related).get_queryset(request)
        except NotRegistered:
            rows = related._default_manager.visible_to(request.user)
        ordering = self.field_admin_ordering(field, request, model_admin)
        seen = {"pk__in": rows.order_by().values("pk")}
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=seen)
