"""Roles are offered by invitation and ended by an admin action; nothing here saves a role from a form."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.core.actions import Refused
from portal.organizations import held_work
from portal.organizations.actions import end_membership, invite, revoke_invitation
from portal.organizations.actions.handover import hand_over
from portal.organizations.admin_scope import CityScopedAdmin, ReadOnlyAdmin, each_in_turn
from portal.organizations.forms import HandOverForm, InvitationForm
from portal.organizations.models import Invitation, Membership
from portal.organizations.roles import may_manage

HELD_SHOWN = 50


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "organization", "granted_at", "granted_by", "ended_at")
    list_filter = ("role", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "organization", "granted_by")
    search_fields = ("user__full_name", "user__email", "organization__name")
    ordering = ("organization", "user", "pk")
    fields = ("user", "role", "organization", "granted_at", "granted_by", "ended_at")
    actions = ("end",)
    change_form_template = "organizations/admin_membership.html"

    def has_desk_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("organizations.change_membership")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.handover_view)
        return [path("<int:pk>/relevo/", view, name="organizations_membership_handover"), *super().get_urls()]

    @admin.action(description=_("End the role"), permissions=["desk"])
    def end(self, request: HttpRequest, queryset: QuerySet[Membership]) -> HttpResponse | None:
        """End roles after a page that says what follows; of a single one with work in hand, ask first who gets it."""
        if "confirmed" in request.POST:
            self._end(request, queryset)
            return None
        standing = list(queryset.filter(ended_at=None).select_related("user", "organization"))
        if not standing:
            self.message_user(request, gettext("These roles have ended already."), messages.WARNING)
            return None
        held = [membership for membership in standing if self._held(membership)]
        if len(standing) == 1 and held:
            return redirect("admin:organizations_membership_handover", standing[0].pk)
        ending = [membership for membership in standing if membership not in held]
        context = self.admin_site.each_context(request) | {
            "title": gettext("End the role"),
            "opts": self.opts,
            "ending": ending,
            "held": held,
            "people": len({membership.user_id for membership in ending}),
        }
        return render(request, "organizations/admin_end_roles.html", context)

    @each_in_turn(ngettext_lazy("%(count)d role was ended.", "%(count)d roles were ended.", "count"))
    def _end(self, request: HttpRequest, membership: Membership) -> None:
        if membership.ended_at is None and self._held(membership):
            raise Refused("holds_work", _("This person has work in hand. Please open the role and hand it over first."))
        end_membership(membership, by=request.user)

    @staticmethod
    def _held(membership: Membership) -> list[str]:
        return held_work.held(membership.organization, user=membership.user, role=membership.role)

    def handover_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what somebody has in hand, and give it on: outside the transaction of the admin's forms."""
        if not self.has_desk_permission(request):
            raise PermissionDenied
        membership = self.in_scope_or_404(request, pk, "user", "organization__municipality")
        if not may_manage(request.user, membership.organization):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        form = HandOverForm(data, membership=membership, initial={"ends": True})
        if data is not None and form.is_valid() and self._hand_over(request, membership, form):
            return redirect("admin:organizations_membership_changelist")
        held = self._held(membership)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Hand over"),
            "opts": self.opts,
            "membership": membership,
            "form": form,
            "held": held[:HELD_SHOWN],
            "count": len(held),
        }
        return render(request, "organizations/admin_handover.html", context)

    def _hand_over(self, request: HttpRequest, membership: Membership, form: HandOverForm) -> bool:
        try:
            done = hand_over(membership, by=request.user, to=form.cleaned_data["to"])
            if form.cleaned_data["ends"]:
                end_membership(membership, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
            return False
        said = gettext("%(given)s were given on, %(returned)s went back to the queue.")
        messages.success(request, said % {"given": done.given, "returned": done.returned})
        return True


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
