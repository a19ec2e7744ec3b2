"""Who else may see an enterprise: apps above add their reasons here, from their AppConfig.ready()."""

from portal.core.querysets import Scope

enterprise_scope = Scope()

register = enterprise_scope.register
"""Add a provider: given a logged-in user, it answers a Q on Enterprise of those the user may see for its reason."""
