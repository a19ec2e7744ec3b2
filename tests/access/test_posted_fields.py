"""What a form does not ask cannot be posted: states, owners, cities, amounts and roles stay as they are."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from tests.access.addresses import Address, addresses
from tests.access.crawler import Crawler, undone

pytestmark = pytest.mark.django_db

# By model: what verbs change, and no form. A row that a form adds is no change of these.
PROTECTED: dict[str, tuple[str, ...]] = {
    "accounts.User": ("is_staff", "is_superuser", "is_active", "email", "password", "date_joined"),
    "accounts.Person": ("user", "country", "id_index"),
    "accounts.Consent": ("person", "notice", "purpose", "given_at", "withdrawn_at"),
    "core.Municipality": ("slug", "country", "currency", "timezone", "folio_prefix"),
    "organizations.Membership": ("user", "organization", "role", "ended_at"),
    "organizations.Invitation": ("organization", "email", "role", "accepted_at", "revoked_at", "token_digest"),
    "organizations.Organization": ("municipality", "kind", "slug"),
    "enterprises.Enterprise": (
        *("municipality", "country", "tax_id_index", "vault", "registered_at", "tax_document_accepted_at"),
        *("merged_into", "is_test"),
    ),
    "enterprises.EnterpriseMember": ("enterprise", "user", "role", "ended_at"),
    "enterprises.JoinRequest": ("enterprise", "user", "municipality", "state", "decided_by"),
    "enterprises.Project": ("enterprise", "created_at"),
    "enterprises.Worker": ("enterprise", "person"),
    "documents.Document": ("vault", "state", "sha256", "uploaded_by"),
    "programs.Call": ("municipality", "program", "reviewer", "state", "taken", "current_version", "places"),
    "programs.CallVersion": ("call", "number", "published_at", "published_by"),
    "programs.Program": ("municipality",),
    "programs.Enrollment": (
        *("call", "call_version", "enterprise", "applicant", "state", "version", "folio", "submitted_at", "receipt"),
        *("evaluation", "decided_at", "decided_by", "reason", "waiting_key", "offer_expires_at", "correction_due_at"),
    ),
    "programs.Case": ("enrollment", "folio", "municipality", "organization", "state", "due_at", "assignee"),
}
HOSTILE: dict[str, str] = {
    "state": "approved", "role": "city_admin", "kind": "city", "taken": "0", "places": "999999", "version": "99",
    "email": "intruso@mail.example", "folio": "LEO-2026-00001-1", "budget": "1", "answers": "{}", "slug": "otra",
    "published_at": "2026-01-01T00:00", "ended_at": "2026-01-01", "tax_document_accepted_at": "2026-01-01",
}  # fmt: skip
# Pages that only keep data: posted as they stand, they change none of the above.
KEEPING = {
    "accounts:edit_profile", "enterprises:new", "enterprises:identity", "enterprises:activity", "enterprises:contact",
    "enterprises:figures", "enterprises:members", "enterprises:workers", "enterprises:project_new",
    "enterprises:project_edit", "enterprises:registration", "programs:page", "programs:project",
}  # fmt: skip


class _Form(HTMLParser):
    """Reads what the browser would post of the forms of a page, the first of those that are posted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.data: dict[str, list[str]] = {}
        self.is_open = self.is_over = False
        self.text = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post" and "action" not in given and not self.is_over:
            self.is_open = True
        name = given.get("name") or ""
        if not self.is_open:
            return
        if tag == "input" and name and given.get("type") not in ("file", "submit"):
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.data.setdefault(name, []).append(given.get("value") or "")
        elif tag == "textarea":
            self.text = name
            self.data[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self.data.setdefault(self.select, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.text:
            self.data[self.text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.is_open:
            self.is_open, self.is_over = False, True
        self.text = "" if tag == "textarea" else self.text
        self.select = "" if tag == "select" else self.select


def form_of(html: str) -> dict[str, list[str]]:
    reader = _Form()
    reader.feed(html)
    return {name: [value.removeprefix("\n") for value in values] for name, values in reader.data.items()}


def rows() -> dict[str, dict[int, tuple[Any, ...]]]:
    found = {}
    for label, columns in PROTECTED.items():
        model: type[Model] = apps.get_model(label)
        found[label] = {row[0]: row[1:] for row in model._base_manager.values_list("pk", *columns)}
    return found


def changes(before: dict[str, dict[int, Any]], after: dict[str, dict[int, Any]]) -> Iterator[str]:
    for label, columns in PROTECTED.items():
        for pk, old in before[label].items():
            new = after[label].get(pk, ())
            if new != old:
                names = [name for name, was, is_now in zip(columns, old, new, strict=True) if was != is_now]
                yield f"{label}: {', '.join(names)}"


def pages_of(role: str) -> list[Address]:
    return [
        address
        for address in addresses()
        if (address.name in KEEPING and role == "owner")
        or (role != "owner" and address.name.startswith("admin:") and address.name.endswith(("_change", "_add")))
    ]


@pytest.mark.parametrize(("role", "accepted"), [("owner", 6), ("staff", 8), ("city admin", 4), ("installation", 5)])
def test_posted_fields_that_no_form_asks_change_nothing(role: str, accepted: int, crawler: Crawler) -> None:
    names = {field.attname for label in PROTECTED for field in apps.get_model(label)._meta.concrete_fields}
    names |= {name.removesuffix("_id") for name in names}
    hostile = {name: HOSTILE.get(name, "1") for name in names - {"id"}}
    before, faults, kept = rows(), [], 0
    for address in pages_of(role):
        url = address.url(crawler.world.cities["A"])
        with undone():
            crawler.enter_as(role)
            page = crawler.browser.get(url)
            if page.status_code != 200 or not (asked := form_of(page.content.decode())):
                continue
            kept += crawler.browser.post(url, {**hostile, **asked}).status_code == 302
            faults += [f"{address.name}: {change}" for change in changes(before, rows())]
    assert not faults
    assert kept >= accepted  # else the forms refused what was posted, and the test says nothing
