"""Roles are offered by invitation and ended by an admin action; nothing here saves a role from a form."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.actions import Refused
from portal.organizations.actions import end_membership, invite, revoke_invitation
from portal.organizations.admin_scope import CityScopedAdmin, ReadOnlyAdmin, each_in_turn
from portal.organizations.forms import InvitationForm
from portal.organizations.models import Invitation, Membership


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "organization", "granted_at", "granted_by", "ended_at")
    list_filter = ("role", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "organization", "granted_by")
    search_fields = ("user__full_name", "user__email", "organization__name")
    ordering = ("organization", "user", "pk")
    fields = ("user", "role", "organization", "granted_at", "granted_by", "ended_at")
    actions = ("end",)

    def has_desk_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("organizations.change_membership")

    @admin.action(description=_("End the role"), permissions=["desk"])
    @each_in_turn(ngettext_lazy("%(count)d role was ended.", "%(count)d roles were ended.", "count"))
    def end(self, request: HttpRequest, membership: Membership) -> None:
        end_membership(membership, by=request.user)


@admin.register(Invitation)
class InvitationAdmin(CityScopedAdmin):
    list_display = ("email", "role", "organization", "invited_at", "expires_at", "state_label")
    list_filter = ("role",)
    list_select_related = ("organization",)
    search_fields = ("email", "organization__name")
    ordering = ("-invited_at", "-pk")
    fields = ("email", "role", "organization", "invited_by", "invited_at", "expires_at", "accepted_at", "revoked_at")
    readonly_fields = fields
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_desk_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("organizations.add_invitation")

    @admin.display(description=_("state"))
    def state_label(self, invitation: Invitation) -> str:
        return invitation.state.label

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """An own view, outside the transaction that the admin's forms run in: inviting is a verb."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(request.POST or None, user=request.user)
        if request.method == "POST" and form.is_valid() and self._invite(request, form):
            return redirect("admin:organizations_invitation_changelist")
        context = self.admin_site.each_context(request) | {"title": gettext("Invite"), "opts": self.opts, "form": form}
        return render(request, "organizations/admin_invite.html", context)

    def _invite(self, request: HttpRequest, form: InvitationForm) -> bool:
        data = form.cleaned_data
        try:
            invite(data["organization"], by=request.user, email=data["email"], role=data["role"])
        except Refused as refused:
            form.add_error(None, refused.message)
            return False
        messages.success(request, gettext("The invitation is on its way to %(email)s.") % {"email": data["email"]})
        return True

    @admin.action(description=_("Take back"), permissions=["desk"])
    @each_in_turn(
        ngettext_lazy("%(count)d invitation was taken back.", "%(count)d invitations were taken back.", "count")
    )
    def revoke(self, request: HttpRequest, invitation: Invitation) -> None:
        revoke_invitation(invitation, by=request.user)
