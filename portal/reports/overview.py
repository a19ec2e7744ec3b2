"""What waits among the jobs: files that were checked and wait for a yes, reports and imports that failed this week."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.overview import Desk, Line, listed, part
from portal.reports.enums import ImportState, RunState
from portal.reports.models import ImportRun, ReportRun

JOBS = gettext_lazy("Reports and imports")
LATELY = timedelta(days=7)


@part(JOBS, order=60)
def imports(desk: Desk) -> Iterator[Line]:
    if not desk.may_read("reports.view_importrun"):
        return
    failed = Q(state=ImportState.FAILED, finished_at__gte=desk.now - LATELY)
    rows = ImportRun.objects.visible_to(desk.user).filter(Q(state=ImportState.CHECKED) | failed)
    said = {ImportState.CHECKED: _("Checked files that wait for your yes"), ImportState.FAILED: _("Failed imports")}
    for tally in desk.tally(rows, "state", city="municipality", since="created_at"):
        state = tally.values["state"]
        url = listed("reports_importrun", state__exact=state)
        yield Line(desk.named(said[state], tally.city), tally.count, url, desk.age(tally.oldest, tally.city))


@part(JOBS, order=61)
def reports(desk: Desk) -> Iterator[Line]:
    rows = ReportRun.objects.visible_to(desk.user).filter(state=RunState.FAILED, finished_at__gte=desk.now - LATELY)
    for tally in desk.tally(rows, city="municipality", since="created_at"):
        what = desk.named(_("Failed reports"), tally.city)
        yield Line(what, tally.count, reverse("reports:list"), desk.age(tally.oldest, tally.city))
