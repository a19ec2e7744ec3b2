"""Agreements begin, are renewed, and end. What is done under one moves to the one that renews it."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.documents.actions import keep
from portal.documents.models import Vault
from portal.organizations.models import Agreement, AgreementParty
from portal.organizations.renewals import carry_over
from portal.organizations.workflow import CITY, AgreementWorkflow

DOCUMENT_KIND = "agreement"


@action("organizations.agreement.activate")
def activate_agreement(agreement: Agreement, *, by: Any, signed_on: date | None = None) -> Agreement:
    """Put a prepared agreement in force. `signed_on` is needed where the agreement does not say it yet.

    Refused: "not_signed"; "signed_later" for a day to come; "over" when its term has passed; "no_parties" with fewer
    than two.
    """
    with AgreementWorkflow.transition("activate", agreement, by=by) as active:
        active.signed_on = signed_on or active.signed_on
        _refuse_unfit(active)
    return active


@step
def _refuse_unfit(agreement: Agreement) -> None:
    today = clock.today(agreement.municipality.zone)
    if agreement.signed_on is None:
        raise Refused("not_signed", _("Write the day on which the agreement was signed."))
    if agreement.signed_on > today:
        raise Refused("signed_later", _("The day of the signature has not come yet."))
    if agreement.ends_on < today:
        raise Refused("over", _("The term of the agreement has passed. Check its dates."))
    if agreement.parties.count() < 2:
        raise Refused("no_parties", _("An agreement has two parties or more. Add them first."))


@action("organizations.agreement.renew")
def renew_agreement(
    agreement: Agreement,
    *,
    by: Any,
    slug: str,
    starts_on: date,
    ends_on: date,
    signed_on: date,
    title: str = "",
    number: str = "",
) -> Agreement:
    """Make the next agreement with the same parties, in force, and carry over to it what is done under this one.

    It returns the next one. Refused: "dates" unless the next one begins after this one began and ends after it ends;
    "slug_taken"; and what an activation refuses.
    """
    with AgreementWorkflow.transition("renew", agreement, by=by) as renewed:
        if not (renewed.starts_on < starts_on <= ends_on and renewed.ends_on < ends_on):
            raise Refused("dates", _("The next agreement begins after this one began, and ends after it ends."))
        if Agreement.objects.filter(municipality=renewed.municipality, slug=slug).exists():
            raise Refused("slug_taken", _("Another agreement of this city has this short name."))
        following = _next_of(
            renewed, slug=slug, starts_on=starts_on, ends_on=ends_on, title=title or renewed.title, number=number
        )
    with AgreementWorkflow.transition("activate", following, by=by) as active:
        active.signed_on = signed_on
        _refuse_unfit(active)
    moved = carry_over(renewed, active)
    ledger.append("organizations.agreement.carry_over", by=by, obj=active, data={"from": renewed.pk, **moved})
    return active


def _next_of(agreement: Agreement, **values: Any) -> Agreement:
    """Write the next agreement as a draft, with the parties of this one."""
    following = Agreement.objects.create(
        municipality=agreement.municipality,
        led_by=agreement.led_by,
        scope=agreement.scope,
        renews=agreement,
        **values,
    )
    AgreementParty.objects.bulk_create(
        AgreementParty(
            agreement=following,
            organization_id=party.organization_id,
            role=party.role,
            signatory=party.signatory,
            position=party.position,
        )
        for party in agreement.parties.order_by("pk")
    )
    return following


@action("organizations.agreement.terminate")
def terminate_agreement(agreement: Agreement, *, by: Any, note: str) -> Agreement:
    """End an agreement before its term, saying why. Sessions already published under it are held as promised."""
    with AgreementWorkflow.transition("terminate", agreement, by=by, note=note) as terminated:
        return terminated


@action("organizations.agreement.end")
def end_agreement(agreement: Agreement, *, by: None = None) -> Agreement:
    """Let an agreement end whose term has passed (a job). Refused: "not_due"."""
    with AgreementWorkflow.transition("end", agreement, by=by) as ended:
        if ended.ends_on >= clock.today(ended.municipality.zone):
            raise Refused("not_due", _("Its term has not passed."))
    return ended


@action("organizations.agreement.attach")
def attach_agreement_document(agreement: Agreement, *, by: Any, upload: UploadedFile) -> Agreement:
    """Keep the signed document (PDF) of an agreement; a newer one takes its place. Refused: "not_allowed"."""
    agreement = locked(agreement)
    if not agreement.roles_of(by) & set(CITY):
        raise Refused("not_allowed", _("Only the staff of the city can do this."))
    before = agreement.document
    vault = before.vault if before else Vault.objects.create(municipality=agreement.municipality)
    agreement.document = keep(vault, by=by, upload=upload, kind=DOCUMENT_KIND, accepts=("pdf",))
    agreement.save(update_fields=["document"])
    ledger.append("organizations.agreement.attach", by=by, obj=agreement, data={"fields": ["document"]})
    return agreement
