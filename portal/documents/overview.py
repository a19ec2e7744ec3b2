"""Files that no check has released for a while: for the installation's administrator, who reads none of them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.overview import Desk, Line, listed, part
from portal.documents.models import Document

LONG = timedelta(minutes=15)  # a check takes seconds


@part(gettext_lazy("The installation"), order=90)
def quarantine(desk: Desk) -> Iterator[Line]:
    if not desk.user.is_superuser:
        return
    waiting = Document.objects.in_quarantine().filter(uploaded_at__lt=desk.now - LONG).count()
    yield Line(_("Files in quarantine for too long"), waiting, listed("documents_document", state__exact="quarantine"))
