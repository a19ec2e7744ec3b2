"""What the enterprises announce to the floors below; imported once, from AppConfig.ready()."""

from django.db.models import Q

from enterprises import city_sections, demo
from enterprises.models import Enterprise
from enterprises.querysets import CITY_READERS
from portal.accounts.models import User
from portal.documents import scoping
from portal.organizations.roles import municipalities_of

__all__ = ["city_sections", "demo"]


@scoping.register
def documents_of_enterprises(user: User) -> Q:
    """The documents of an enterprise are seen by its members and by its home city; others see those of their cases."""
    mine = Enterprise.objects.of_member(user)
    at_home = Enterprise.objects.filter(municipality__in=municipalities_of(user, *CITY_READERS))
    return Q(vault__in=mine.values("vault")) | Q(vault__in=at_home.values("vault"))
