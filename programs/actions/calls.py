"""The staff's side: versions are prepared, published and amended; places and dates change with a trace."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from enterprises.facts import FactContext
from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.enums import Role
from programs.actions.places import offer_all, settle_offers
from programs.eligibility import check_rule
from programs.enums import CallState, PartnerRole
from programs.form_schema import Schema
from programs.models import Call, CallVersion, RequiredDocument, Rule
from programs.refusals import CityOnly, NotPublishable, PlacesBelowTaken
from programs.workflow import CallWorkflow

CITY_ROLES = {Role.STAFF, Role.CITY_ADMIN, Role.SYSTEM}
PUBLISHABLE = (CallState.DRAFT, CallState.PUBLISHED)


@step
def locked_for_staff(call: Call, by: Any) -> Call:
    call = locked(call)
    if not call.roles_of(by) & CITY_ROLES:
        raise CityOnly
    return call


@action("programs.call.publish")
def publish_call(version: CallVersion, *, by: Any) -> CallVersion:
    """Publish a version: the first one publishes its call, a later one amends it. It is never changed again.

    Raises NotPublishable with every fault, CityOnly for whoever is not of the city's staff.
    """
    return publish_version(version, by=by)


@step
def publish_version(version: CallVersion, *, by: Any) -> CallVersion:
    """Publish a version inside an open transaction: for `publish_call` and the city file."""
    call = locked_for_staff(version.call, by)
    version = locked(version)
    version.call = call
    if faults := faults_of(version):
        raise NotPublishable(faults)
    version.published_at, version.published_by = clock.now(), by
    version.save(update_fields=["published_at", "published_by"])
    if call.state == CallState.DRAFT:
        with CallWorkflow.transition("publish", call, by=by) as published:
            published.current_version = version
    else:
        call.current_version = version
        call.save(update_fields=["current_version"])
    ledger.append("programs.call_version.publish", by=by, obj=call, data={"version": version.number})
    return version


def faults_of(version: CallVersion) -> list[str]:
    """Return everything that keeps a version from being published, in words."""
    call = version.call
    newest = call.versions.aggregate(Max("number"))["number__max"]
    faults = {
        _("This version is already published."): version.is_published,
        _("The call is closed or cancelled."): call.state not in PUBLISHABLE,
        _("The closing date has passed."): call.closes_at <= clock.now(),
        _("The call has no places."): call.places < 1,
        _("The reviewing organization is not active."): not call.reviewer.is_active,
        _("The reviewing organization is neither of this city nor a reviewing partner."): not _may_review(call),
        _("Publish the program first."): not call.program.is_published,
        _("There is a newer version; publish that one."): version.number != newest,
    }
    return [*(fault for fault, is_there in faults.items() if is_there), *_faults_of_parts(version)]


def _may_review(call: Call) -> bool:
    """Whether the reviewer is of the call's city, or a partner that the program names as its reviewer."""
    if call.reviewer.municipality_id == call.municipality_id:
        return True
    return call.program.partners.filter(organization=call.reviewer_id, role=PartnerRole.REVIEWER).exists()


def _faults_of_parts(version: CallVersion) -> list[str]:
    faults: list[str] = []
    codes: list[str] = []
    try:
        schema = Schema.parse(version.form_schema)
        codes = [question.code for question in schema.questions() if question.is_file]
    except ValidationError as error:
        faults.extend(error.messages)
    city = version.call.municipality
    context = FactContext(municipality=city, on=clock.today(city.zone))
    for rule in version.rules.order_by("pk"):
        try:
            check_rule(rule, context)
        except ValidationError as error:
            faults.extend(error.messages)
    for document in version.documents.order_by("pk"):
        if document.code in codes:
            faults.append(_("“%(code)s” is both a document and a question.") % {"code": document.code})
        if not isinstance(document.accepts, list) or set(document.accepts) - {"pdf", "jpeg", "png"}:
            faults.append(_("“%(code)s” accepts an unknown kind of file.") % {"code": document.code})
    return faults


@action("programs.call.amend")
def amend_call(call: Call, *, by: Any, note: str) -> CallVersion:
    """Make the next version of a published call, a copy to be changed and published; say why in `note`.

    Sent applications keep the version that they answered; drafts move to the new one by question code. A version
    that is already being prepared is returned as it is.
    """
    call = locked_for_staff(call, by)
    if call.state != CallState.PUBLISHED:
        raise Refused("not_published", _("Only a published call is amended."))
    if not note.strip():
        raise Refused("note_required", _("Write what changes and why: the applicants will read it."))
    if (prepared := call.versions.filter(published_at__isnull=True).first()) is not None:
        return prepared
    current = call.current_version
    amended = CallVersion.objects.create(
        call=call, number=current.number + 1, note=note.strip(), form_schema=current.form_schema
    )
    copy_parts(current, amended)
    ledger.append("programs.call_version.amend", by=by, obj=call, data={"version": amended.number})
    return amended


@step
def copy_parts(source: CallVersion, target: CallVersion) -> None:
    """Copy rules and documents of a version to another one that is not published."""
    parts: tuple[tuple[Any, Any], ...] = ((Rule, source.rules), (RequiredDocument, source.documents))
    for model, rows in parts:
        copies = list(rows.order_by("pk"))
        for copy in copies:
            copy.pk, copy.version, copy.loaded_digest = None, target, ""
            copy._state.adding = True
        model.objects.bulk_create(copies)


@action("programs.call.copy")
def copy_call(
    source: Call, *, by: Any, slug: str, title: str, opens_at: datetime, closes_at: datetime, places: int
) -> Call:
    """Prepare the next call of a program from an earlier one: its questions, rules and documents, as a draft.

    Raises CityOnly, and ValidationError for an address that is taken or dates out of order.
    """
    source = locked_for_staff(source, by)
    call = Call(
        municipality=source.municipality,
        program=source.program,
        slug=slug,
        title=title,
        summary=source.summary,
        opens_at=opens_at,
        closes_at=closes_at,
        places=places,
        budget=source.budget,
        reviewer=source.reviewer,
        correction_days=source.correction_days,
        offer_days=source.offer_days,
        max_per_enterprise=source.max_per_enterprise,
        created_at=clock.now(),
    )
    call.full_clean()
    call.save()
    model = source.current_version or source.versions.order_by("number").last()
    version = CallVersion.objects.create(call=call, number=1, form_schema=model.form_schema)
    copy_parts(model, version)
    ledger.append("programs.call.copy", by=by, obj=call, data={"from": source.pk})
    return call


@action("programs.call.close")
def close_call(call: Call, *, by: Any, note: str = "") -> Call:
    """Close a call: by staff at any time, by the job when its date has passed."""
    with CallWorkflow.transition("close", call, by=by, note=note) as closed:
        if by is None and closed.closes_at > clock.now():
            raise Refused("not_due", _("The closing date was moved."))
    return closed


@action("programs.call.cancel")
def cancel_call(call: Call, *, by: Any, note: str) -> Call:
    """Cancel a call that is not closed yet; its drafts expire with the next run of `advance_calls`."""
    with CallWorkflow.transition("cancel", call, by=by, note=note) as cancelled:
        return cancelled


@action("programs.call.change_places")
def change_places(call: Call, *, by: Any, places: int) -> Call:
    """Change the number of places; new ones are offered to the waiting list in the same transaction.

    Raises PlacesBelowTaken, CityOnly.
    """
    call = locked_for_staff(call, by)
    settle_offers(call)
    if places < max(call.taken, 1):
        raise PlacesBelowTaken(call.taken)
    before, call.places = call.places, places
    call.save(update_fields=["places"])
    ledger.append("programs.call.change_places", by=by, obj=call, data={"from": before, "to": places})
    offer_all(call)
    return call


@action("programs.call.change_dates")
def change_dates(call: Call, *, by: Any, opens_at: datetime, closes_at: datetime, note: str) -> Call:
    """Change when a call that is not closed opens and closes (aware instants), saying why."""
    call = locked_for_staff(call, by)
    if call.state not in PUBLISHABLE:
        raise Refused("closed", _("The call is closed or cancelled; its dates do not change any more."))
    if closes_at <= opens_at:
        raise Refused("dates", _("The call closes before it opens. Check both dates."))
    if not note.strip():
        raise Refused("note_required", _("Write why the dates change: it stays in the file of the call."))
    before = [call.opens_at.isoformat(), call.closes_at.isoformat()]
    call.opens_at, call.closes_at = opens_at, closes_at
    call.save(update_fields=["opens_at", "closes_at"])
    data = {"from": before, "to": [opens_at.isoformat(), closes_at.isoformat()], "note_digest": ledger.digest(note)}
    ledger.append("programs.call.change_dates", by=by, obj=call, data=data)
    return call
