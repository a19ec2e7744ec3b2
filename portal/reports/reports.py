"""The reports of the ground floor."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality
from portal.core.querysets import AnyUser
from portal.reports.criteria import PeriodCriteria, instants
from portal.reports.enums import ColumnKind as Kind
from portal.reports.registry import Column, QueryReport


class LedgerExtract(QueryReport):
    slug = "extracto-de-bitacora"
    title = _("Ledger extract")
    description = _("Who did what to which object in a period. Users and objects are named by their numbers.")
    roles = frozenset({Role.AUDITOR, Role.CITY_ADMIN})
    criteria = PeriodCriteria
    columns = (
        Column("number", _("Entry"), Kind.NUMBER, _("The number of the entry, by which its seal is found.")),
        Column("at", _("Date and time"), Kind.INSTANT, _("When it happened, by the clock of the city.")),
        Column("action", _("Action"), Kind.TEXT, _("The verb; “.refused” says that the rules did not allow it.")),
        Column("by", _("User number"), Kind.NUMBER, _("Who did it; empty for an automatic act.")),
        Column("object_type", _("Kind of object"), Kind.TEXT, _("On what it was done.")),
        Column("object", _("Public id of the object"), Kind.TEXT, _("Its id in the addresses of the portal.")),
        Column("request", _("Request"), Kind.TEXT, _("The request of the web server in which it happened.")),
        Column("data", _("Facts"), Kind.TEXT, _("States, amounts and names of fields; personal values as digests.")),
        Column("code", _("Row code"), Kind.TEXT, _("The keyed code that shows that the entry was not changed.")),
    )

    def query(self, filters: Mapping[str, Any], user: AnyUser, municipality: Municipality) -> QuerySet:
        first, after = instants(filters, municipality)
        entries = LedgerEntry.objects.visible_to(user).filter(chain=municipality.pk, at__gte=first, at__lt=after)
        shown = entries.annotate(
            object_text=Cast("object_public_id", CharField()), data_text=Cast("data", TextField())
        ).order_by("pk")
        return shown.values_list(
            "pk", "at", "action", "by_id", "object_type", "object_text", "request_id", "data_text", "mac"
        )
