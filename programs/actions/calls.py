"""The staff's side: versions are prepared, published and amended; places and dates change with a trace."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.core import clock, ledger
from portal.core.actions import Refused, action, locked, step
from portal.core.enums import Role
from portal.notifications.actions import notify
from programs import changes
from programs.actions.addenda import announce
from programs.actions.faults import PUBLISHABLE, faults_of
from programs.actions.places import offer_all, settle_offers
from programs.enums import CallState
from programs.models import Call, CallVersion, RequiredDocument, Rule
from programs.notifications import CallCancelled
from programs.querysets import EnrollmentQuerySet
from programs.refusals import CityOnly, NotPublishable, PlacesBelowTaken
from programs.workflow import CallWorkflow

CITY_ROLES = {Role.STAFF, Role.CITY_ADMIN, Role.SYSTEM}


@step
def locked_for_staff(call: Call, by: Any) -> Call:
    call = locked(call)
    if not call.roles_of(by) & CITY_ROLES:
        raise CityOnly
    return call


@action("programs.call.publish")
def publish_call(version: CallVersion, *, by: Any) -> CallVersion:
    """Publish a version: the first one publishes its call, a later one amends it. It is never changed again.

    An amendment is announced: it stands on the call's page, and those concerned get it by mail in words.
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
        changed = changes.between(call.current_version, version)
        call.current_version = version
        call.save(update_fields=["current_version"])
        announce(call, by=by, note=version.note, changes=changed, version=version)
    ledger.append("programs.call_version.publish", by=by, obj=call, data={"version": version.number})
    return version


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
        call=call,
        number=current.number + 1,
        note=note.strip(),
        form_schema=current.form_schema,
        rubric=current.rubric,
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
    """Prepare the next call of a program from an earlier one: its questions, rules, documents and rubric, as a draft.

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
    version = CallVersion.objects.create(call=call, number=1, form_schema=model.form_schema, rubric=model.rubric)
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
    """Cancel a call that is not closed yet, for a reason that all with an application in it are told.

    Drafts expire with the next run of `advance_calls`; what was sent stays in the files of the reviewing organization.
    """
    with CallWorkflow.transition("cancel", call, by=by, note=note) as cancelled:
        concerned = _concerned(cancelled).select_related("enterprise", "applicant").order_by("pk")
        for enrollment in concerned:
            enrollment.call = cancelled
            notify(CallCancelled(enrollment, note))
    return cancelled


def told_of_cancelling(call: Call) -> dict[str, int]:
    """Return how many applications a cancellation tells: the "drafts" and the "sent" ones that are not over."""
    drafts = _concerned(call).drafts().count()
    return {"drafts": drafts, "sent": _concerned(call).count() - drafts}


def _concerned(call: Call) -> EnrollmentQuerySet:
    return call.enrollments.active()


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
    """Change when a call that is not closed opens and closes (aware instants), saying why.

    Of a published call it is announced, and those who prepare an application are told.
    """
    call = locked_for_staff(call, by)
    if call.state not in PUBLISHABLE:
        raise Refused("closed", _("The call is closed or cancelled; its dates do not change any more."))
    if closes_at <= opens_at:
        raise Refused("dates", _("The call closes before it opens. Check both dates."))
    if not note.strip():
        raise Refused("note_required", _("Write why the dates change: it stays in the file of the call."))
    before = {"opens_at": call.opens_at, "closes_at": call.closes_at}
    call.opens_at, call.closes_at = opens_at, closes_at
    call.save(update_fields=["opens_at", "closes_at"])
    data = {
        "from": [each.isoformat() for each in before.values()],
        "to": [opens_at.isoformat(), closes_at.isoformat()],
        "note_digest": ledger.digest(note),
    }
    ledger.append("programs.call.change_dates", by=by, obj=call, data=data)
    changed = changes.of_dates(before, {"opens_at": opens_at, "closes_at": closes_at})
    if changed and call.state == CallState.PUBLISHED:
        announce(call, by=by, note=note, changes=changed)
    return call
