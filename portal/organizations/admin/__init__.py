"""The desk of a city for its organizations, people and roles. Accounts are shown here, where their scope is known."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.organizations.admin import (  # noqa: F401 - imported for what they register
    agreements,
    cities,
    people,
    reminders,
    roles,
    structure,
)

# One log-in for all, with its limits and its second factor.
admin.site.login = secure_admin_login(admin.site.login)


def _own_password_page(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Lead to the portal's page, which asks for the old password, writes to the person and to the ledger."""
    return redirect("account_change_password")


admin.site.password_change = admin.site.password_change_done = _own_password_page  # type: ignore[method-assign]
