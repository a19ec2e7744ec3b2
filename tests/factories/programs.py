from datetime import timedelta
from typing import Any

import factory

from enterprises.models import EnterpriseMember
from portal.accounts.models import User
from portal.core import clock
from programs.enums import DECIDED, HOLDING, CallState, EnrollmentState, ProgramKind
from programs.models import (
    ENROLLMENT,
    Call,
    CallVersion,
    Case,
    Correction,
    DecisionReason,
    Enrollment,
    EnrollmentDocument,
    PastBenefit,
    Program,
    RequiredDocument,
    Rule,
)
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import OrganizationFactory, UnitFactory, city_organization

S = EnrollmentState

SCHEMA: dict[str, Any] = {
    "project": "none",
    "pages": [
        {
            "code": "negocio",
            "title": "Su negocio",
            "questions": [
                {"code": "que-vende", "kind": "text", "label": "¿Qué vende?"},
                {"code": "ventas", "kind": "money", "label": "¿Cuánto vende al mes?", "min": 0},
                {"code": "exporta", "kind": "yes_no", "label": "¿Exporta?"},
                {
                    "code": "pais",
                    "kind": "text",
                    "label": "¿A qué país?",
                    "show_if": {"question": "exporta", "is": True},
                },
            ],
        }
    ],
}
ANSWERS: dict[str, Any] = {"que-vende": "Zapato escolar", "ventas": "52000.00", "exporta": False}


class ProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Program

    municipality = factory.SubFactory(MunicipalityFactory)
    unit = factory.LazyAttribute(lambda program: UnitFactory(organization=city_organization(program.municipality)))
    slug = factory.Sequence(lambda n: f"programa-{n}")
    name = factory.Sequence(lambda n: f"Programa {n}")
    summary = "Apoyo a empresas establecidas."
    kind = ProgramKind.ACADEMY
    is_published = True


class CallFactory(factory.django.DjangoModelFactory):
    """A published and open call with one published version; `CallFactory(draft=True)` is not published."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    draft = False
    schema = factory.LazyFunction(lambda: SCHEMA)
    program = factory.SubFactory(ProgramFactory)
    municipality = factory.SelfAttribute("program.municipality")
    slug = factory.Sequence(lambda n: f"convocatoria-{n}")
    title = factory.Sequence(lambda n: f"Convocatoria {n}")
    summary = "Lugares para empresas de la ciudad."
    opens_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=30))
    places = 3
    reviewer = factory.LazyAttribute(lambda call: OrganizationFactory(municipality=call.municipality))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Call:
        draft, schema = kwargs.pop("draft"), kwargs.pop("schema")
        wanted = kwargs.pop("state", CallState.DRAFT if draft else CallState.PUBLISHED)
        call = super()._create(model_class, *args, **kwargs)
        published_at = None if draft else clock.now() - timedelta(days=11)
        version = CallVersion.objects.create(call=call, number=1, form_schema=schema, published_at=published_at)
        if not draft:
            Call.objects.filter(pk=call.pk).update(state=wanted, current_version=version)
            call.refresh_from_db()
        return call


class RuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rule

    version = factory.LazyFunction(lambda: CallFactory().current_version)
    code = factory.Sequence(lambda n: f"regla-{n}")
    fact = "is_home_city"
    operator = "is"
    value = True
    message = "La empresa está en la ciudad."
    remedy = "Registre su domicilio en la ciudad."


class RequiredDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RequiredDocument

    version = factory.LazyFunction(lambda: CallFactory().current_version)
    code = factory.Sequence(lambda n: f"documento-{n}")
    name = "Constancia de Situación Fiscal"
    accepts = ["pdf"]


class DecisionReasonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DecisionReason

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.Sequence(lambda n: f"motivo-{n}")
    title = "Domicilio fuera de la ciudad"
    text = "El domicilio que acreditó no está en la ciudad."


def member(enterprise: Any) -> User:
    """Return an owner of the enterprise."""
    found = EnterpriseMember.objects.filter(enterprise=enterprise, ended_at=None).order_by("pk").first()
    if found is not None:
        return found.user
    user = UserFactory()
    EnterpriseMember.objects.create(enterprise=enterprise, user=user, role="owner", since=clock.now())
    return user


class EnrollmentFactory(factory.django.DjangoModelFactory):
    """An application in any state, with the stamps, the place, the case and the correction that the state asks for."""

    class Meta:
        model = Enrollment
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory)
    call_version = factory.SelfAttribute("call.current_version")
    enterprise = factory.LazyAttribute(lambda enrollment: EnterpriseFactory(municipality=enrollment.call.municipality))
    applicant = factory.LazyAttribute(lambda enrollment: member(enrollment.enterprise))
    answers = factory.LazyFunction(lambda: dict(ANSWERS))
    state = S.DRAFT

    @factory.lazy_attribute_sequence
    def folio(self, n: int) -> str | None:
        return None if self.state == S.DRAFT else f"PRU-2026-{n:05d}-0"

    @factory.lazy_attribute
    def submitted_at(self) -> Any:
        return None if self.state == S.DRAFT else clock.now() - timedelta(days=3)

    @factory.lazy_attribute
    def receipt(self) -> dict[str, Any]:
        return {} if self.state == S.DRAFT else {"folio": self.folio}

    @factory.lazy_attribute
    def decided_at(self) -> Any:
        return clock.now() - timedelta(days=1) if self.state in DECIDED else None

    @factory.lazy_attribute
    def reason(self) -> Any:
        return DecisionReasonFactory(municipality=self.call.municipality) if self.state == S.REJECTED else None

    @factory.lazy_attribute
    def offer_expires_at(self) -> Any:
        return clock.now() + timedelta(days=2) if self.state == S.OFFERED else None

    @factory.lazy_attribute
    def correction_due_at(self) -> Any:
        return clock.now() + timedelta(days=5) if self.state == S.CHANGES_REQUESTED else None

    @factory.lazy_attribute_sequence
    def waiting_key(self, n: int) -> str:
        return f"99999.{n:08d}" if self.state == S.WAITLISTED else ""

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Enrollment:
        enrollment = super()._create(model_class, *args, **kwargs)
        if enrollment.state in HOLDING:
            Call.objects.filter(pk=enrollment.call_id).update(taken=enrollment.call.enrollments.holding().count())
            enrollment.call.refresh_from_db()
        if enrollment.submitted_at is not None:
            CaseFactory(enrollment=enrollment)
        if enrollment.state == S.CHANGES_REQUESTED:
            Correction.objects.create(
                enrollment=enrollment, requested_by=UserFactory(), due_at=enrollment.correction_due_at
            )
        return enrollment


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    enrollment = factory.SubFactory(EnrollmentFactory, state=S.SUBMITTED)
    kind = ENROLLMENT
    enterprise = factory.SelfAttribute("enrollment.enterprise")
    source = factory.SelfAttribute("enrollment.call.public_id")
    title = factory.SelfAttribute("enrollment.call.title")
    decided_at = factory.SelfAttribute("enrollment.decided_at")
    decided_by = factory.SelfAttribute("enrollment.decided_by")
    folio = factory.SelfAttribute("enrollment.folio")
    municipality = factory.SelfAttribute("enrollment.call.municipality")
    organization = factory.SelfAttribute("enrollment.call.reviewer")
    state = factory.SelfAttribute("enrollment.state")
    submitted_at = factory.SelfAttribute("enrollment.submitted_at")
    version = factory.SelfAttribute("enrollment.version")
    due_at = factory.LazyAttribute(
        lambda case: clock.now() + timedelta(days=9) if case.state in (S.SUBMITTED, S.IN_REVIEW) else None
    )
    search_text = factory.LazyAttribute(lambda case: f"{case.folio} {case.enrollment.enterprise}".casefold())


class EnrollmentDocumentFactory(factory.django.DjangoModelFactory):
    """A document of an application; give `document` and `requirement`."""

    class Meta:
        model = EnrollmentDocument

    enrollment = factory.SubFactory(EnrollmentFactory)
    attached_by = factory.SelfAttribute("enrollment.applicant")


class PastBenefitFactory(factory.django.DjangoModelFactory):
    """A support that the city's own list says was granted a year ago."""

    class Meta:
        model = PastBenefit

    program = factory.SubFactory(ProgramFactory)
    municipality = factory.SelfAttribute("program.municipality")
    enterprise = factory.SubFactory(EnterpriseFactory)
    granted_on = factory.LazyFunction(lambda: clock.now().date() - timedelta(days=365))
    beneficiary = "Empresa de antes"
    person_type = "legal"
