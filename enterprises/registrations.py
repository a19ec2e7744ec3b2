"""What the enterprises announce to the floors below; imported once, from AppConfig.ready()."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from enterprises import city_sections, demo, merging, registration_facts
from enterprises.models import ClusterMembership, Enterprise, MercantileRegistration
from enterprises.querysets import CITY_READERS
from portal.accounts.models import User
from portal.documents import scoping
from portal.organizations.roles import municipalities_of

__all__ = ["city_sections", "demo", "registration_facts"]


@scoping.register
def documents_of_enterprises(user: User) -> Q:
    """The documents of an enterprise are seen by its members and by its home city; others see those of their cases."""
    mine = Enterprise.objects.of_member(user)
    at_home = Enterprise.objects.filter(municipality__in=municipalities_of(user, *CITY_READERS))
    return Q(vault__in=mine.values("vault")) | Q(vault__in=at_home.values("vault"))


@merging.register
def move_registrations(source: Enterprise, target: Enterprise, *, by: Any) -> Mapping[str, int]:
    """Move the mercantile registrations; one that waits stays behind where the other enterprise has one waiting too."""
    rows = MercantileRegistration.objects.filter(enterprise=source)
    if MercantileRegistration.objects.filter(enterprise=target).waiting().exists():
        rows = rows.exclude(pk__in=rows.waiting().values("pk"))
    return {"mercantile_registrations": rows.update(enterprise=target)}


@merging.register
def move_cluster_memberships(source: Enterprise, target: Enterprise, *, by: Any) -> Mapping[str, int]:
    """Move the belongings to clusters; one that the other enterprise has too stays behind."""
    kept = ClusterMembership.objects.filter(enterprise=target, until__isnull=True).values("organization")
    rows = ClusterMembership.objects.filter(enterprise=source).exclude(until__isnull=True, organization__in=kept)
    return {"cluster_memberships": rows.update(enterprise=target)}
