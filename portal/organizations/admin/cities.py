"""What the floors below register without knowing of roles, seen through them; and what would go round them, removed."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import Group

from portal.core.admin import MunicipalityAdmin
from portal.core.models import Municipality
from portal.organizations.admin_scope import CityScopedAdmin

# Rights come from memberships, addresses are confirmed by their owners, second factors are theirs.
admin.site.unregister([Group, EmailAddress, Authenticator, Municipality])


@admin.register(Municipality)
class CityAdmin(CityScopedAdmin, MunicipalityAdmin):
    """The city's own settings, for its administrators; somebody who is staff of another city only reads that one."""
