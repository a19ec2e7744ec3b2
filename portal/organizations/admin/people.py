from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.accounts.actions import reactivate_user, suspend_user
from portal.accounts.models import User
from portal.core.enums import Role
from portal.organizations.actions.unlocking import unlock_account
from portal.organizations.admin_scope import CityScopedAdmin, ScopedInline, each_in_turn
from portal.organizations.models import Membership
from portal.organizations.roles import has_role


class MembershipInline(ScopedInline, admin.TabularInline):
    model = Membership
    fk_name = "user"
    fields = readonly_fields = ("organization", "role", "granted_at", "ended_at")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest):
        return Membership.objects.visible_to(request.user).select_related("organization").order_by("-granted_at", "pk")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(CityScopedAdmin):
    """Whoever works in the organizations of the city. People change their own data; roles are given and ended."""

    list_display = ("full_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("full_name", "email")
    ordering = ("full_name", "pk")
    fields = ("full_name", "email", "phone", "language", "is_active", "is_superuser", "date_joined", "last_login")
    readonly_fields = fields
    inlines = (MembershipInline,)
    actions = ("unlock", "suspend", "reactivate")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_installation_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or has_role(request.user, Role.CITY_ADMIN)

    @admin.action(description=_("Unlock after failed log-ins"), permissions=["unlock"])
    @each_in_turn(ngettext_lazy("%(count)d account may try again.", "%(count)d accounts may try again.", "count"))
    def unlock(self, request: HttpRequest, user: User) -> None:
        unlock_account(user, by=request.user)

    @admin.action(description=_("Suspend: keep the person out from the next request on"), permissions=["installation"])
    @each_in_turn(ngettext_lazy("%(count)d account was suspended.", "%(count)d accounts were suspended.", "count"))
    def suspend(self, request: HttpRequest, user: User) -> None:
        suspend_user(user, by=request.user)

    @admin.action(description=_("Let in again"), permissions=["installation"])
    @each_in_turn(ngettext_lazy("%(count)d account may log in.", "%(count)d accounts may log in.", "count"))
    def reactivate(self, request: HttpRequest, user: User) -> None:
        reactivate_user(user, by=request.user)
