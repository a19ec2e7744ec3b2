"""What waits in the trainings: the requests for seats that an organization decides."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.overview import Desk, Line, listed, part
from programs.models import Case
from trainings.enums import PENDING


@part(gettext_lazy("Courses"), order=15)
def seat_requests(desk: Desk) -> Iterator[Line]:
    if not desk.may_read("trainings.view_seatrequest"):
        return
    rows = Case.objects.visible_to(desk.user).filter(seat_request__isnull=False).pending()
    late = Q(due_at__lt=desk.now)
    for tally in desk.tally(rows, "organization__name", city="municipality", since="submitted_at", late=late):
        what = _("%(organization)s owes an answer on seats") % {"organization": tally.values["organization__name"]}
        url = listed("trainings_seatrequest", state__in=",".join(PENDING))
        yield Line(desk.named(what, tally.city), tally.count, url, desk.age(tally.oldest, tally.city), tally.late)
