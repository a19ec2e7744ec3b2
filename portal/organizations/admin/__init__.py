"""The desk of a city for its organizations, people and roles. Accounts are shown here, where their scope is known."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from portal.organizations.admin import (  # noqa: F401 - imported for what they register
    cities,
    people,
    reminders,
    roles,
    structure,
)

# One log-in for all, with its limits and its second factor.
admin.site.login = secure_admin_login(admin.site.login)
