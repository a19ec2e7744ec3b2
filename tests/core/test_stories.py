"""From a folio, an enterprise or an e-mail to what the ledger tells of it; and a phrase for every code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import autodiscover_modules

from portal.accounts.models import User
from portal.core import clock, seals
from portal.core.enums import Role
from portal.core.folios import reserve_folio
from portal.core.models import LedgerEntry
from portal.core.phrases import changes_of, is_known, phrase_of
from portal.core.workflow import registered
from programs.actions import approve, take_case
from programs.enums import EnrollmentState as S
from programs.models import Enrollment
from tests.factories.core import MunicipalityFactory
from tests.factories.documents import DocumentFactory
from tests.factories.organizations import city_member, member_of
from tests.factories.programs import CallFactory, EnrollmentDocumentFactory, EnrollmentFactory

CODE = ("portal", "enterprises", "programs", "trainings")
WRITERS = {"action", "ledger.append", "ledger.append_for", "append_for", "record", "_record"}
# Codes that are put together where they are written; their own words are asked for in FAMILIES.
PUT_TOGETHER = {"accounts.{}", "admin.{}", "{}.{}", "{}.refused", "programs.document.{}", "enterprises.registration.{}"}
FAMILIES = {
    *(f"admin.{verb}" for verb in ("added", "changed", "deleted")),
    *(f"programs.document.{verdict}" for verdict in ("accepted", "rejected")),
    *(f"enterprises.registration.{answer}" for answer in ("confirm", "refuse")),
}


@pytest.fixture
def enrollment(db: None) -> Enrollment:
    call = CallFactory(places=5)
    made = EnrollmentFactory(call=call, state=S.SUBMITTED)
    made.folio = made.case.folio = reserve_folio(call.municipality)  # with its check digit
    made.save(update_fields=["folio"])
    made.case.save(update_fields=["folio"])
    return made


@pytest.fixture
def officer(enrollment: Enrollment) -> User:
    return member_of(enrollment.call.reviewer, Role.OFFICER, full_name="Olga Oficial")


@pytest.fixture
def approved(enrollment: Enrollment, officer: User) -> Enrollment:
    take_case(enrollment.case, by=officer)
    approve(enrollment, by=officer)
    enrollment.refresh_from_db()
    return enrollment


@pytest.fixture
def auditor(enrollment: Enrollment, client: Client) -> User:
    user = city_member(enrollment.municipality, Role.AUDITOR)
    client.force_login(user)
    return user


def told(client: Client, typed: object) -> str:
    with translation.override("en"):
        answer = client.get(reverse("admin:core_ledgerentry_story"), {"q": str(typed)})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_auditor_goes_from_a_folio_to_its_story(approved: Enrollment, auditor: User, client: Client) -> None:
    for typed in (approved.folio, str(approved.folio).replace("-", "").lower(), f" {approved.folio} "):
        text = told(client, typed)
        assert "approved the application" in text
        assert "<code>enrollment.approve</code>" in text
        assert "Olga Oficial" in text
        assert "In review → Approved" in text
        assert "took the file to review it" in text  # what hangs on it: the case
    assert f"{clock.now().astimezone(approved.municipality.zone):%Z}" in text
    assert "not sealed yet" in text


def test_what_was_sealed_says_so(approved: Enrollment, auditor: User, client: Client) -> None:
    first = LedgerEntry.objects.filter(object_type="programs.enrollment", object_id=approved.pk).order_by("pk")[0]
    seals.Seal.objects.create(chain=first.chain, position=7, entry_id=first.pk, previous="0" * 64, mac="1" * 64)
    assert "sealed, no. 7" in told(client, approved.folio)


def test_an_enterprise_and_a_person_have_their_stories(
    approved: Enrollment, officer: User, auditor: User, client: Client
) -> None:
    text = told(client, approved.enterprise.public_id)
    assert approved.enterprise.display_name in text
    assert "approved the application" in text  # its applications hang on it
    text = told(client, officer.email.upper())
    assert "approved the application" in text  # what that person did


def test_the_pages_of_the_desk_lead_there(approved: Enrollment, auditor: User, client: Client) -> None:
    for name, obj, typed in (
        ("programs_enrollment", approved, approved.folio),
        ("enterprises_enterprise", approved.enterprise, approved.enterprise.public_id),
    ):
        page = client.get(reverse(f"admin:{name}_change", args=[obj.pk])).content.decode()
        assert f"{reverse('admin:core_ledgerentry_story')}?q={typed}" in page


def test_a_folio_that_is_searched_in_the_list_is_led_to_its_story(
    approved: Enrollment, officer: User, auditor: User, client: Client
) -> None:
    ledger_list = reverse("admin:core_ledgerentry_changelist")
    story = f"{reverse('admin:core_ledgerentry_story')}?q="
    assert f"{story}{approved.folio}" in client.get(ledger_list, {"q": approved.folio}).content.decode()
    assert story not in client.get(ledger_list, {"q": "LEO-2026-99999-9"}).content.decode()
    elsewhere = EnrollmentFactory(state="submitted")
    assert story not in client.get(ledger_list, {"q": elsewhere.folio}).content.decode()


def test_another_citys_ledger_tells_nothing(approved: Enrollment, officer: User, client: Client) -> None:
    client.force_login(city_member(MunicipalityFactory(slug="otra", name="Otra"), Role.AUDITOR))
    for typed in (approved.folio, approved.enterprise.public_id, officer.email):
        text = told(client, typed)
        assert "tells nothing of this" in text
        assert "approved the application" not in text


@pytest.mark.parametrize("typed", ["LEO-1", "nobody@example.org", "\x00", "x" * 300, "'; --"])
def test_what_is_not_found_is_said(auditor: User, client: Client, typed: str) -> None:
    assert "approved the application" not in told(client, typed)


@pytest.mark.parametrize(("role", "status"), [(Role.CITY_ADMIN, 200), (Role.STAFF, 403), (Role.FINANCE, 403)])
def test_only_who_may_read_the_ledger_has_the_page(
    enrollment: Enrollment, client: Client, role: Role, status: int
) -> None:
    client.force_login(city_member(enrollment.municipality, role))
    assert client.get(reverse("admin:core_ledgerentry_story")).status_code == status


def test_a_long_story_takes_no_more_queries(approved: Enrollment, auditor: User, client: Client) -> None:
    told(client, approved.folio)
    with CaptureQueriesContext(connection) as short:
        told(client, approved.folio)
    for _ in range(3):
        document = DocumentFactory(vault=approved.enterprise.vault, uploaded_by=auditor)
        EnrollmentDocumentFactory(enrollment=approved, document=document, removed_at=clock.now())
    reviewers = [member_of(approved.call.reviewer) for _ in range(3)]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            chain=approved.municipality.pk, action="enrollment.submit", by_id=reviewer.pk, mac="0" * 64,
            object_type="programs.enrollment", object_id=approved.pk,
        )
        for reviewer in reviewers
        for _ in range(7)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as long:
        told(client, approved.folio)
    assert len(long) == len(short)


@pytest.mark.django_db
def test_a_refused_verb_and_a_code_of_another_time_are_told(in_english: None) -> None:
    assert phrase_of("programs.enrollment.approve.refused") == "was not allowed: approved the application"
    assert phrase_of("somebody.did.something") == "somebody.did.something"
    entry = LedgerEntry(action="admin.changed", object_type="core.municipality", data={"fields": ["phone", "lost"]})
    assert changes_of(entry) == ["Phone, lost"]
    assert changes_of(LedgerEntry(action="call.publish", data={"from": "gone", "to": "published", "n": [1, 2]})) == [
        "gone → Published",
        "n: 1, 2",
    ]


def codes() -> Iterator[tuple[str, str]]:
    """Yield (file, code) for every code that the source gives to the ledger; "{}" stands for what it puts in."""
    for app in CODE:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in WRITERS:
                    for value in (*node.args[:2], *(word.value for word in node.keywords if word.arg == "action")):
                        yield from ((str(path), code) for code in written(value, path))


def written(value: ast.expr, path: Path) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)) if path.name == "security_events.py" and not text.startswith("accounts."):
            yield f"accounts.{text}"
        case ast.Constant(value=str(text)) if "." in text or text == "outside_scope":
            yield text
        case ast.IfExp():
            yield from (*written(value.body, path), *written(value.orelse, path))
        case ast.JoinedStr():
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in value.values)


def test_every_code_that_the_portal_writes_has_a_phrase() -> None:
    autodiscover_modules("workflow")  # each registers itself when it is imported
    found = list(codes())
    assert len(found) > 100  # else the source is not where this looks
    known = {f"{name}.{edge.verb}" for name, flow in registered.items() if not flow.__module__.startswith("tests.")
             for edge in flow.transitions}  # fmt: skip
    missing = {code for _path, code in found if "{}" not in code} | FAMILIES | known
    assert not sorted(code for code in missing if not is_known(code)), "say it in the app's phrases.py"
    assert {code for _path, code in found if "{}" in code} <= PUT_TOGETHER
