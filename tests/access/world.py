"""Two cities with everything in them, and somebody in each role. What is private carries a canary of its owner.

A canary reads "ZZ-CANARY-<city>-<kind>": kinds are told in `KINDS`, and `SEES` says which of them a role may meet.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

from enterprises.actions.members import token_digest
from enterprises.models import ClusterMembership, Enterprise, ReferenceValue, SizeRule
from portal.accounts.models import User
from portal.core import clock, ledger
from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality
from portal.documents.models import Vault
from portal.notifications.actions import notify
from portal.notifications.models import OutboxMessage
from portal.organizations.models import Invitation, Membership
from programs.enums import EnrollmentState as S
from programs.enums import ReviewState, TargetUnit
from programs.models import CorrectionItem, Enrollment, EnrollmentTransition, Target
from programs.notifications import EnrollmentSubmitted
from programs.receipts import receipt_facts
from tests.factories.accounts import ConsentFactory, PersonFactory, PrivacyNoticeFactory, UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.documents import DocumentFactory
from tests.factories.enterprises import (
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    JoinRequestFactory,
    MercantileRegistrationFactory,
    ProjectFactory,
    SectorCodeFactory,
    StrategicLineFactory,
    WorkerFactory,
    YearlyFiguresFactory,
    reference,
)
from tests.factories.notifications import DemoMailFactory, OutboxMessageFactory
from tests.factories.organizations import OrganizationFactory, UnitFactory, city_member, city_organization, member_of
from tests.factories.programs import (
    ANSWERS,
    CallFactory,
    DecisionReasonFactory,
    EnrollmentDocumentFactory,
    EnrollmentFactory,
    PastBenefitFactory,
    ProgramFactory,
    RequiredDocumentFactory,
    RuleFactory,
)
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.reports import ImportRunFactory, ReportRunFactory, ReportScheduleFactory
from tests.factories.trainings import (
    AgreementFactory,
    CourseFactory,
    PriorityRuleFactory,
    SeatRequestFactory,
    SessionFactory,
    VenueFactory,
)
from trainings.actions import ask_for_seats

ROLES = (
    "anonymous", "suspended", "citizen", "owner", "other owner", "officer", "other officer", "staff", "other staff",
    "city admin", "auditor", "finance", "installation",
)  # fmt: skip

KINDS = {
    "enterprise": "what an enterprise says of itself, in its file and in the applications that it sent",
    "home": "the same of an enterprise that has sent nothing: its home city knows it, and nobody else",
    "person": "the names of those who act for an enterprise, and of who asks to",
    "inside": "what stays inside an enterprise: its drafts, its workers, whom it invites",
    "case": "what officers write in a file, and their names",
    "desk": "what the city prepares and nobody outside has been shown",
    "reason": "the reasons of refusals, which letters say",
    "declared": "an enterprise that has declared its registration to the chamber",
    "people": "who works in the organizations of the city",
    "system": "mails of the installation",
}

PROGRAM_SCHEMA: dict[str, Any] = {
    "project": "required",
    "pages": [
        {
            "code": "negocio",
            "title": "Su negocio",
            "questions": [
                {"code": "que-vende", "kind": "text", "label": "¿Qué vende?"},
                {"code": "ventas", "kind": "money", "label": "¿Cuánto vende al mes?", "min": 0},
                {"code": "exporta", "kind": "yes_no", "label": "¿Exporta?"},
            ],
        }
    ],
}


def canary(city: str, kind: str) -> str:
    return f"ZZ-CANARY-{city}-{kind}".upper()


@dataclass
class City:
    """One city, its partner and one enterprise of it, with an application in each state."""

    letter: str
    municipality: Municipality
    staff: User
    officer: User
    owner: User
    enterprise: Enterprise
    rows: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Enrollment] = field(default_factory=dict)

    def mark(self, kind: str) -> str:
        return canary(self.letter, kind)


@dataclass
class World:
    """`cities` are A and B; `users` by role, None for whoever is not logged in."""

    cities: dict[str, City]
    users: dict[str, User | None]


def build() -> World:
    reference("MX")
    SectorCodeFactory()
    city_a, city_b = _city("A"), _city("B")
    municipality = city_a.municipality
    elsewhere = OrganizationFactory(municipality=municipality, name="Otra cámara de la ciudad")
    return World(
        cities={"A": city_a, "B": city_b},
        users={
            "anonymous": None,
            "suspended": _with_person(UserFactory(is_active=False)),
            "citizen": _with_person(UserFactory()),
            "owner": city_a.owner,
            "other owner": city_b.owner,
            "officer": city_a.officer,
            "other officer": member_of(elsewhere, Role.OFFICER),
            "staff": city_a.staff,
            "other staff": city_b.staff,
            "city admin": city_member(municipality, Role.CITY_ADMIN),
            "auditor": city_member(municipality, Role.AUDITOR),
            "finance": city_member(municipality, Role.FINANCE),
            "installation": UserFactory(superuser=True),
        },
    )


def _with_person(user: User) -> User:
    PersonFactory(user=user, given_names=user.full_name)
    return user


def _city(letter: str) -> City:
    mark = lambda kind: canary(letter, kind)  # noqa: E731
    municipality = MunicipalityFactory(slug=f"ciudad-{letter.lower()}", name=f"Ciudad {letter}")
    chamber = OrganizationFactory(municipality=municipality, name=f"Cámara de la ciudad {letter}")
    owner = _with_person(UserFactory(full_name=f"Dueña {mark('person')}"))
    enterprise = EnterpriseFactory(
        municipality=municipality,
        owner=owner,
        legal_name=f"Empresa {mark('enterprise')}",
        trade_name="",
        street=f"Calle {mark('enterprise')}",
    )
    city = City(
        letter=letter,
        municipality=municipality,
        staff=city_member(municipality, Role.STAFF, full_name=f"Personal {mark('people')}"),
        officer=member_of(chamber, Role.OFFICER, full_name=f"Oficial {mark('people')}"),
        owner=owner,
        enterprise=enterprise,
    )
    _add_enterprise(city)
    _add_desk(city, chamber)
    _add_applications(city)
    _add_people(city, chamber)
    _add_trainings(city, chamber)
    return city


def _add_enterprise(city: City) -> None:
    rows, enterprise = city.rows, city.enterprise
    YearlyFiguresFactory(enterprise=enterprise)
    rows["line"] = StrategicLineFactory(municipality=city.municipality)
    rows["project"] = ProjectFactory(
        enterprise=enterprise, line=rows["line"], title=f"Proyecto {city.mark('enterprise')}"
    )
    rows["worker"] = WorkerFactory(enterprise=enterprise, full_name=f"Trabajadora {city.mark('inside')}")
    rows["enterprise token"] = f"la-clave-de-la-invitacion-{city.letter}"
    rows["enterprise invitation"] = EnterpriseInvitationFactory(
        enterprise=enterprise,
        email=f"{city.mark('inside').lower()}@mail.example",
        token_digest=token_digest(rows["enterprise token"]),
        invited_by=city.owner,
    )
    rows["colleague"] = EnterpriseMemberFactory(enterprise=enterprise, role="collaborator").user
    rows["join request"] = JoinRequestFactory(
        enterprise=enterprise, user=UserFactory(full_name=f"Solicitante {city.mark('person')}")
    )
    rows["colombian"] = EnterpriseFactory(
        municipality=city.municipality,
        country="CO",
        owner=city.owner,
        legal_name=f"Empresa {city.mark('declared')}",
        trade_name="",
    )
    city.enterprise.tax_document = DocumentFactory(vault=city.enterprise.vault, uploaded_by=city.owner)
    city.enterprise.save(update_fields=["tax_document"])
    # The owner's own request to join something else: what `prepare` is for.
    rows["own request"] = JoinRequestFactory(
        enterprise=EnterpriseFactory(municipality=city.municipality, legal_name="Empresa ajena"), user=city.owner
    )


def _add_desk(city: City, chamber: Any) -> None:
    rows, municipality = city.rows, city.municipality
    rows["program"] = ProgramFactory(municipality=municipality, name=f"Programa de la ciudad {city.letter}")
    hidden = ProgramFactory(municipality=municipality, is_published=False, name=f"Programa {city.mark('desk')}")
    rows["call"] = call = CallFactory(program=rows["program"], reviewer=chamber, places=5, schema=PROGRAM_SCHEMA)
    title = f"Borrador {city.mark('desk')}"
    rows["draft call"] = CallFactory(program=hidden, reviewer=chamber, draft=True, title=title)
    rows["version"] = rows["draft call"].versions.get()
    RuleFactory(version=call.current_version, code="domicilio")
    RequiredDocumentFactory(version=call.current_version, code="constancia", required=False, reusable_kind="tax")
    RequiredDocumentFactory(version=call.current_version, code="foto", required=False, reusable_kind="tax")
    rows["reason"] = DecisionReasonFactory(municipality=municipality, title=f"Motivo {city.mark('reason')}")
    rows["target"] = Target.objects.create(
        municipality=municipality,
        program=hidden,
        slug="meta",
        name=f"Meta {city.mark('desk')}",
        unit=TargetUnit.ENTERPRISE,
        number=150,
    )
    StrategicLineFactory(municipality=municipality, is_published=False, name=f"Línea {city.mark('desk')}")


def _add_applications(city: City) -> None:
    """One per state, each of an enterprise of the same owner, since an enterprise applies once."""
    answers = ANSWERS | {"que-vende": f"Zapato {city.mark('enterprise')}"}
    call, project = city.rows["call"], city.rows["project"]
    for state in S:
        is_draft = state == S.DRAFT
        enterprise = city.enterprise
        if state != S.IN_REVIEW:
            name = f"Filial {city.mark('home' if is_draft else 'enterprise')}"
            enterprise = EnterpriseFactory(
                municipality=city.municipality, owner=city.owner, legal_name=name, trade_name=""
            )
        city.sent[state] = EnrollmentFactory(
            call=call,
            enterprise=enterprise,
            state=state,
            project=project if state == S.IN_REVIEW else None,
            answers=ANSWERS | {"que-vende": f"Zapato {city.mark('inside')}"} if is_draft else answers,
            decision_note="" if is_draft else "Con gusto.",
        )
        _give_document(city, city.sent[state])
        if not is_draft:
            city.sent[state].receipt = receipt_facts(city.sent[state])
            city.sent[state].save(update_fields=["receipt"])
    in_review, correcting = city.sent[S.IN_REVIEW], city.sent[S.CHANGES_REQUESTED]
    EnrollmentTransition.objects.create(
        subject=in_review, from_state="submitted", to_state="in_review", verb="start_review", by=city.officer,
        note=f"Nota {city.mark('case')}",
    )  # fmt: skip
    correction = correcting.corrections.get()
    for kind, code in (("answer", "ventas"), ("document", "constancia")):
        CorrectionItem.objects.create(correction=correction, kind=kind, code=code, label=code, note="Corrija.")


def _give_document(city: City, enrollment: Enrollment) -> None:
    kind = "inside" if enrollment.state == S.DRAFT else "enterprise"
    document = DocumentFactory(
        vault=enrollment.enterprise.vault, kind="tax", original_name=f"{city.mark(kind)}.pdf", uploaded_by=city.owner
    )
    if enrollment.state == S.IN_REVIEW:
        city.rows["document"] = document
    reviewed = enrollment.state not in (S.DRAFT, S.SUBMITTED, S.IN_REVIEW)
    verdict = {"state": ReviewState.ACCEPTED, "reviewed_by": city.officer, "reviewed_at": clock.now()}
    EnrollmentDocumentFactory(
        enrollment=enrollment, requirement="constancia", document=document, **(verdict if reviewed else {})
    )


def _add_people(city: City, chamber: Any) -> None:
    rows, municipality = city.rows, city.municipality
    own = city_organization(municipality)
    rows["unit"] = UnitFactory(organization=own, name=f"Unidad {city.letter}")
    rows["organization"] = chamber
    rows["registration"] = MercantileRegistrationFactory(enterprise=rows["colombian"], chamber=chamber)
    auditor = city_member(municipality, Role.AUDITOR)
    rows["run"] = ReportRunFactory(municipality=municipality, requested_by=auditor)
    rows["import"] = ImportRunFactory(municipality=municipality, requested_by=city.staff, state="done")
    rows["import"].results.create(number=2, label=f"Empresa {city.mark('home')}", outcome="make")
    rows["past benefit"] = PastBenefitFactory(program=rows["program"], beneficiary=f"Empresa {city.mark('home')}")
    rows["schedule"] = ReportScheduleFactory(municipality=municipality, recipient=auditor)
    rows["membership"] = Membership.objects.get(user=city.officer)
    rows["token"] = f"la-clave-del-nombramiento-{city.letter}"
    rows["invitation"] = Invitation.objects.create(
        organization=chamber,
        email=f"{city.mark('people').lower()}@mail.example",
        role=Role.OFFICER,
        token_digest=Invitation.digest_of(rows["token"]),
        invited_by=city.staff,
        invited_at=clock.now(),
        expires_at=clock.now() + timedelta(days=7),
    )
    rows["notice"] = PrivacyNoticeFactory(municipality=municipality)
    rows["new notice"] = PrivacyNoticeFactory(
        municipality=municipality, effective_from=clock.now().date() + timedelta(days=90)
    )
    rows["consent"] = ConsentFactory(person=city.owner.person, notice=rows["notice"], purpose="news")
    rows["reminder rule"] = ReminderRuleFactory(municipality=municipality)
    with transaction.atomic():
        notify(EnrollmentSubmitted(city.sent[S.SUBMITTED]))
    rows["notice to the owner"] = OutboxMessage.objects.inbox_of(city.owner).first()
    rows["message"] = OutboxMessageFactory(
        municipality=municipality, recipient_name=f"Persona {city.mark('system')}", dead=True
    )
    rows["mail"] = DemoMailFactory()
    with transaction.atomic():
        ledger.append("tests.made", by=city.staff, obj=city.enterprise)
    rows["entry"] = LedgerEntry.objects.filter(chain=municipality.pk).order_by("-pk").first()
    rows["sector"] = SectorCodeFactory()
    rows["size rule"] = SizeRule.objects.order_by("pk").first()
    rows["reference value"] = ReferenceValue.objects.order_by("pk").first()


def _add_trainings(city: City, chamber: Any) -> None:
    """An agreement of the chamber, a course with a published and a draft session, and what the enterprise asked."""
    rows, municipality = city.rows, city.municipality
    rows["agreement"] = agreement = AgreementFactory(municipality=municipality, led_by=chamber)
    vault = Vault.objects.create(municipality=municipality)
    agreement.document = DocumentFactory(vault=vault, kind="agreement", uploaded_by=city.staff)
    agreement.save(update_fields=["document"])
    rows["course"] = course = CourseFactory(municipality=municipality, agreement=agreement)
    rows["venue"] = VenueFactory(municipality=municipality, organization=chamber)
    values = {"municipality": municipality, "course": course, "venue": rows["venue"]}
    rows["session"], rows["draft session"] = SessionFactory(**values), SessionFactory(**values, draft=True)
    rows["priority rule"] = PriorityRuleFactory(municipality=municipality)
    rows["seat request"] = SeatRequestFactory(session=rows["session"], enterprise=city.enterprise, applicant=city.owner)
    by_officer = SessionFactory(**values, by_officer=True)
    rows["seat case"] = ask_for_seats(by_officer, city.enterprise, by=city.owner, seats=2).case
    cluster = OrganizationFactory(municipality=municipality, kind="cluster", name=f"Clúster de la ciudad {city.letter}")
    rows["cluster membership"] = ClusterMembership.objects.create(
        enterprise=city.enterprise, organization=cluster, since=clock.now().date()
    )
