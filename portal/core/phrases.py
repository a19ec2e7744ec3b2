"""What the ledger's codes say, for people. Each app has its own in a module `phrases`, which is imported by itself.

A phrase tells what somebody did, without saying who: "approved the application".
"""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.models import LedgerEntry
from portal.core.workflow import Text, registered

REFUSED = ".refused"

KEYS: dict[str, Text] = {
    "changed": pgettext_lazy("ledger", "changed"),
    "code": pgettext_lazy("ledger", "code"),
    "content_type": pgettext_lazy("ledger", "file type"),
    "count": pgettext_lazy("ledger", "how many"),
    "document": pgettext_lazy("ledger", "document"),
    "item": pgettext_lazy("ledger", "row no."),
    "kept": pgettext_lazy("ledger", "stays assigned"),
    "kind": pgettext_lazy("ledger", "kind"),
    "note_digest": pgettext_lazy("ledger", "digest of the note"),
    "organization": pgettext_lazy("ledger", "organization no."),
    "page": pgettext_lazy("ledger", "page"),
    "people": pgettext_lazy("ledger", "people"),
    "project": pgettext_lazy("ledger", "project no."),
    "reason_digest": pgettext_lazy("ledger", "digest of the reason"),
    "released": pgettext_lazy("ledger", "files given back"),
    "report": pgettext_lazy("ledger", "report"),
    "requirement": pgettext_lazy("ledger", "requirement"),
    "role": pgettext_lazy("ledger", "role"),
    "rows": pgettext_lazy("ledger", "rows"),
    "rule": pgettext_lazy("ledger", "rule"),
    "sha256": pgettext_lazy("ledger", "digest (SHA-256)"),
    "size": pgettext_lazy("ledger", "bytes"),
    "state": pgettext_lazy("ledger", "state"),
    "to": pgettext_lazy("ledger", "to account no."),
    "user": pgettext_lazy("ledger", "account no."),
    "version": pgettext_lazy("ledger", "version"),
    "why": pgettext_lazy("ledger", "why"),
    "workers": pgettext_lazy("ledger", "workers"),
    "year": pgettext_lazy("ledger", "year"),
}
"""What the names in a row's facts say; one that is not here is shown as it is."""

_phrases: dict[str, Text] = {}


def register(phrases: Mapping[str, Text]) -> None:
    """Add what codes say. Raises ValueError where one is said already in other words."""
    for code, text in phrases.items():
        if str(_phrases.setdefault(code, text)) != str(text):
            raise ValueError(f"The ledger's code {code} has two phrases.")


def is_known(code: str) -> bool:
    return code.removesuffix(REFUSED) in _phrases


def phrase_of(code: str) -> str:
    """Return what `code` says in the active language; the code itself where no phrase is known (an old row's)."""
    text = _phrases.get(code.removesuffix(REFUSED))
    if text is None:
        return code
    return gettext("was not allowed: %(phrase)s") % {"phrase": text} if code.endswith(REFUSED) else str(text)


def changes_of(entry: LedgerEntry) -> list[str]:
    """Return what the row says beside its code: from which state to which, the names of fields, and the rest as is."""
    data = dict(entry.data)
    lines = []
    if "from" in data and "to" in data:
        lines.append(f"{_state(entry, data.pop('from'))} → {_state(entry, data.pop('to'))}")
    if fields := data.pop("fields", None):
        lines.append(", ".join(_field(entry, str(name)) for name in fields))
    return lines + [f"{KEYS.get(key, key)}: {_plain(value)}" for key, value in data.items()]


def _state(entry: LedgerEntry, value: Any) -> str:
    flow = registered.get(entry.action.rpartition(".")[0])
    try:
        return str(flow.state(value).label) if flow else str(value)
    except KeyError:  # a state of another time
        return str(value)


def _field(entry: LedgerEntry, name: str) -> str:
    try:
        field: Any = apps.get_model(entry.object_type)._meta.get_field(name)
        return str(capfirst(field.verbose_name))
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):  # a model or a field of another time
        return name


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, dict):
        return ", ".join(f"{key} {held}" for key, held in value.items())
    return ", ".join(str(held) for held in value) if isinstance(value, list) else str(value)


register(
    {
        "outside_scope": _("asked for something outside of what the person may see"),
        "core.city.load": _("loaded the data file of the city"),
        "core.keys.rotate": _("changed the encryption keys"),
        "admin.added": _("added it in the administration"),
        "admin.changed": _("changed it in the administration"),
        "admin.deleted": _("removed it in the administration"),
    }
)
