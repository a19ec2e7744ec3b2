"""How the ledger's readers find a request for seats, by its folio, and what hangs on it and on an enterprise."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.folios import clean_folio
from portal.core.querysets import AnyUser
from portal.core.stories import MOST_PARTS, Part, Story, finder, hangs_on, told_of
from trainings.models import SeatRequest


@finder
def by_folio(typed: str, user: AnyUser) -> Story | None:
    """Find a request for seats that the reader may see."""
    try:
        folio = clean_folio(typed)
    except ValueError:
        return None
    found = SeatRequest.objects.visible_to(user).select_related("session").filter(folio=folio).first()
    return told_of(found, f"{folio} · {found.session}") if found else None


@hangs_on("trainings.seatrequest")
def session_of_request(request: Any) -> Iterator[Part]:
    yield Part.of(request.session, _("session"))


@hangs_on("enterprises.enterprise")
def requests_of_enterprise(enterprise: Any) -> Iterator[Part]:
    asked = SeatRequest.objects.filter(enterprise=enterprise).order_by("-pk").only("folio")[:MOST_PARTS]
    return (Part.of(each, each.folio) for each in asked)
