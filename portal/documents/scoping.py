"""Who may see which documents: the apps that own vaults say so, each for its own.

documents.scoping.register(lambda user: Q(vault__enterprise__in=Enterprise.objects.visible_to(user)))
"""

from portal.core.querysets import Scope

_scope = Scope()
register = _scope.register
q = _scope.q
