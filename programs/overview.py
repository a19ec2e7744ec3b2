"""What waits in the programs: reviews by organization, corrections, offers, drafts of calls; and the targets."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.formats import number
from portal.core.overview import Desk, Line, listed, part
from programs.enums import CallState, EnrollmentState
from programs.models import Call, Case, Enrollment, Target
from programs.targets import standings

APPLICATIONS = gettext_lazy("Applications")
SOON = timedelta(days=7)
TARGETS_SHOWN = 12  # each is measured by a query of its own
S = EnrollmentState
READ = "programs.view_enrollment"


@part(APPLICATIONS, order=10)
def reviews(desk: Desk) -> Iterator[Line]:
    """What each organization owes an answer to."""
    if not desk.may_read(READ):
        return
    rows = Case.objects.visible_to(desk.user).of_applications().pending()
    late = Q(due_at__lt=desk.now)
    names = ("organization", "organization__name")
    for tally in desk.tally(rows, *names, city="municipality", since="submitted_at", late=late):
        what = _("%(organization)s owes an answer") % {"organization": tally.values["organization__name"]}
        url = listed(
            "programs_enrollment",
            state__in=f"{S.SUBMITTED},{S.IN_REVIEW}",
            call__reviewer__id__exact=tally.values["organization"],
        )
        yield Line(desk.named(what, tally.city), tally.count, url, desk.age(tally.oldest, tally.city), tally.late)


@part(APPLICATIONS, order=11)
def corrections(desk: Desk) -> Iterator[Line]:
    if not desk.may_read(READ):
        return
    rows = Enrollment.objects.visible_to(desk.user).filter(state=S.CHANGES_REQUESTED)
    late = Q(correction_due_at__lt=desk.now)
    for tally in desk.tally(rows, city="call__municipality", since="submitted_at", late=late):
        url = listed("programs_enrollment", state__exact=S.CHANGES_REQUESTED)
        what = desk.named(_("Corrections that enterprises owe"), tally.city)
        yield Line(what, tally.count, url, desk.age(tally.oldest, tally.city), tally.late)


@part(APPLICATIONS, order=12)
def offers(desk: Desk) -> Iterator[Line]:
    """Places that were offered; late are those whose offer ends within a day."""
    if not desk.may_read(READ):
        return
    rows = Enrollment.objects.visible_to(desk.user).filter(state=S.OFFERED)
    late = Q(offer_expires_at__lt=desk.now + timedelta(days=1))
    for tally in desk.tally(rows, city="call__municipality", since="decided_at", late=late):
        what = desk.named(_("Offered places that wait for an answer"), tally.city)
        url = listed("programs_enrollment", state__exact=S.OFFERED)
        yield Line(what, tally.count, url, desk.age(tally.oldest, tally.city), tally.late)


@part(gettext_lazy("Calls"), order=20)
def calls(desk: Desk) -> Iterator[Line]:
    """What is prepared and not published, and what closes within a week."""
    if not desk.may_read("programs.view_call"):
        return
    soon = Q(state=CallState.PUBLISHED, closes_at__gt=desk.now, closes_at__lt=desk.now + SOON)
    rows = Call.objects.visible_to(desk.user).filter(Q(state=CallState.DRAFT) | soon)
    said = {CallState.DRAFT: _("Calls that are being prepared"), CallState.PUBLISHED: _("Calls that close in a week")}
    for tally in desk.tally(rows, "state", city="municipality", since="closes_at"):
        state = tally.values["state"]
        yield Line(desk.named(said[state], tally.city), tally.count, listed("programs_call", state__exact=state))


@part(gettext_lazy("Targets against achieved"), order=80)
def targets(desk: Desk) -> Iterator[Line]:
    """Each target with what was reached; those that nothing measures yet are left out."""
    if not desk.may_read("programs.view_target"):
        return
    rows = Target.objects.visible_to(desk.user).filter(municipality__in=desk.cities).select_related("municipality")
    for standing in standings(rows.order_by("municipality__name", "pk")[:TARGETS_SHOWN]):
        target, city = standing.target, standing.target.municipality
        if standing.achieved is None:
            continue
        of = _("%(achieved)s of %(number)s") % {
            "achieved": number(standing.achieved, city),
            "number": number(target.number, city),
        }
        url = reverse("admin:programs_target_change", args=[target.pk])
        yield Line(desk.named(target.name, city), int(standing.achieved), url, text=of)
