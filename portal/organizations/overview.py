"""What waits among people: invitations that nobody has answered."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.overview import Desk, Line, listed, part
from portal.organizations.models import Invitation


@part(gettext_lazy("People"), order=50)
def invitations(desk: Desk) -> Iterator[Line]:
    """Late are those that end within a day."""
    if not desk.may_read("organizations.view_invitation"):
        return
    rows = Invitation.objects.visible_to(desk.user).pending()
    late = Q(expires_at__lt=desk.now + timedelta(days=1))
    for tally in desk.tally(rows, city="organization__municipality", since="invited_at", late=late):
        what = desk.named(_("Invitations without an answer"), tally.city)
        url = listed("organizations_invitation")
        yield Line(what, tally.count, url, desk.age(tally.oldest, tally.city), tally.late)
