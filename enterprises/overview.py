"""What waits in the registry: requests to join, tax certificates, registrations that the chamber has not answered."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise, JoinRequest, MercantileRegistration
from portal.core.overview import Desk, Line, listed, part

ENTERPRISES = gettext_lazy("Enterprises")


@part(ENTERPRISES, order=30)
def join_requests(desk: Desk) -> Iterator[Line]:
    if not desk.may_read("enterprises.view_joinrequest"):
        return
    rows = JoinRequest.objects.visible_to(desk.user).pending()
    late = Q(due_at__lt=desk.now)
    for tally in desk.tally(rows, city="municipality", since="created_at", late=late):
        what = desk.named(_("Requests to join an enterprise"), tally.city)
        url = listed("enterprises_joinrequest", state__exact="pending")
        yield Line(what, tally.count, url, desk.age(tally.oldest, tally.city), tally.late)


@part(ENTERPRISES, order=31)
def tax_certificates(desk: Desk) -> Iterator[Line]:
    """Certificates that nobody of the city has looked at: the first ones, and newer ones."""
    if not desk.may_read("enterprises.view_enterprise"):
        return
    first = Q(tax_document__isnull=False, tax_document_accepted_at__isnull=True)
    rows = Enterprise.objects.visible_to(desk.user).standing().filter(first | Q(pending_tax_document__isnull=False))
    sent = Coalesce(F("pending_tax_document__uploaded_at"), F("tax_document__uploaded_at"))
    for tally in desk.tally(rows.annotate(sent_at=sent), city="municipality", since="sent_at"):
        what = desk.named(_("Tax certificates to be looked at"), tally.city)
        url = listed("enterprises_enterprise", tax_document_accepted_at__isempty=1)
        yield Line(what, tally.count, url, desk.age(tally.oldest, tally.city))


@part(ENTERPRISES, order=32)
def registrations(desk: Desk) -> Iterator[Line]:
    if not desk.may_read("enterprises.view_mercantileregistration"):
        return
    rows = MercantileRegistration.objects.visible_to(desk.user).waiting()
    for tally in desk.tally(rows, "chamber__name", city="enterprise__municipality", since="declared_at"):
        what = _("Registrations that %(chamber)s has to confirm") % {"chamber": tally.values["chamber__name"]}
        url = listed("enterprises_mercantileregistration")
        yield Line(desk.named(what, tally.city), tally.count, url, desk.age(tally.oldest, tally.city))
