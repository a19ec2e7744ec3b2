"""How the ledger's readers find an enterprise, by its public id, and what hangs on it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, JoinRequest, MercantileRegistration, Project, Worker
from portal.core.stories import MOST_PARTS, Part, Story, finder, hangs_on, named, told_of
from portal.documents.models import Document


@finder
def by_public_id(typed: str, user: Any) -> Story | None:
    """Find an enterprise that the reader may see."""
    try:
        public_id = UUID(typed)
    except ValueError:
        return None
    found = Enterprise.objects.visible_to(user).filter(public_id=public_id).first()
    return told_of(found, found.display_name) if found else None


@hangs_on("enterprises.enterprise")
def parts_of_enterprise(enterprise: Any) -> Iterator[Part]:
    projects = Project.objects.filter(enterprise=enterprise).order_by("-pk").only("title")[:MOST_PARTS]
    yield from (Part.of(project, project.title) for project in projects)
    yield from named(Document.objects.filter(vault=enterprise.vault_id), _("document"))
    yield from named(JoinRequest.objects.filter(enterprise=enterprise), _("request to join"))
    yield from named(MercantileRegistration.objects.filter(enterprise=enterprise), _("mercantile registration"))
    yield from named(Worker.objects.filter(enterprise=enterprise), _("worker"))
