"""Applications as they lie in the queue when the officer's journey begins, made by the entrepreneur's actions."""

from random import Random
from typing import Any

from enterprises.models import Enterprise
from portal.core.models import Municipality
from programs import declarations, demo_content
from programs.actions import accept_document, attach_document, choose_project, save_page, start_draft, submit, take_case
from programs.answers import Answers
from programs.models import Call, Enrollment
from programs.requirements import requirements_of
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import EnterpriseFactory, ProjectFactory, with_figures


def fresh(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.with_listing().get(pk=enrollment.pk)


def sent(call: Call, name: str) -> Enrollment:
    """An application of a small enterprise of the city; its owner logs in by `owner_of`'s address."""
    city: Municipality = call.municipality
    owner = UserFactory(full_name=f"{name} Prueba")
    enterprise: Enterprise = EnterpriseFactory(
        municipality=city, natural=True, trade_name=f"Calzado {name}", owner=owner, phone="+524771234567"
    )
    with_figures(enterprise, workers=7, sales=2_056_000)
    enrollment = start_draft(call, by=owner, enterprise=enterprise)
    answers, random = Answers.of(fresh(enrollment)), Random(7)
    if answers.schema.needs_project:
        line = city.strategic_lines.filter(is_published=True).order_by("number").first()
        choose_project(enrollment, by=owner, project=ProjectFactory(enterprise=enterprise, line=line))
    for page in answers.schema.pages:
        save_page(enrollment, by=owner, page=page.code, answers=demo_content.answers_for(page, random))
    for requirement in requirements_of(fresh(enrollment)):
        if requirement.required:
            upload = demo_content.pdf_of(requirement.name, enterprise.legal_name)
            attach_document(enrollment, by=owner, requirement=requirement.code, upload=upload)
    return submit(fresh(enrollment), by=owner, declaration=declarations.VERSION)


def reviewed(call: Call, name: str, *, by: Any) -> Enrollment:
    """An application that an officer has taken and whose documents are all accepted."""
    enrollment = sent(call, name)
    take_case(fresh(enrollment).case, by=by)
    for requirement in requirements_of(fresh(enrollment)):
        if requirement.given:
            accept_document(requirement.given, by=by)
    return fresh(enrollment)
