"""How the ledger's readers find an application, by its folio, and what hangs on it and on an enterprise."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.folios import clean_folio
from portal.core.querysets import AnyUser
from portal.core.stories import MOST_PARTS, Part, Story, finder, hangs_on, named, told_of
from portal.documents.models import Document
from programs.models import Case, Enrollment, EnrollmentDocument


@finder
def by_folio(typed: str, user: AnyUser) -> Story | None:
    """Find a sent application that the reader may see; hyphens, spaces and capitals as they come."""
    try:
        folio = clean_folio(typed)
    except ValueError:
        return None
    sent = Enrollment.objects.visible_to(user).select_related("enterprise")
    found = sent.filter(folio=folio, submitted_at__isnull=False).first()
    return told_of(found, f"{folio} · {found.enterprise.display_name}") if found else None


@hangs_on("programs.enrollment")
def parts_of_application(enrollment: Any) -> Iterator[Part]:
    """Cover its file and its documents, the replaced ones too; corrections are rows on the application itself."""
    yield from named(Case.objects.filter(enrollment=enrollment), _("review file"))
    given = EnrollmentDocument.objects.filter(enrollment=enrollment)
    yield from named(Document.objects.filter(pk__in=given.values("document")), _("document"))


@hangs_on("enterprises.enterprise")
def applications_of_enterprise(enterprise: Any) -> Iterator[Part]:
    sent = Enrollment.objects.filter(enterprise=enterprise).order_by("-pk").only("folio")[:MOST_PARTS]
    yield from (Part.of(each, each.folio or _("draft")) for each in sent)
    yield from named(Case.objects.filter(enterprise=enterprise), _("review file"))
