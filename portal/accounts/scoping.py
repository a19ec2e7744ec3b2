"""Who may see which accounts. The floors above know why (a membership, a case) and register it here."""

from django.db.models import Q

from portal.core.scoping import Scope

user_scope = Scope()  # over User: `Q(pk__in=...)` for the accounts that a desk shows


@user_scope.register
def themselves(user) -> Q:
    return Q(pk=user.pk)
