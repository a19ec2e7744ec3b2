"""The people of an enterprise, those invited, and those who ask to join."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.enums import JoinRequestState, MemberRole, TryKind
from enterprises.models.enterprise import Enterprise
from enterprises.querysets import InvitationQuerySet, JoinRequestQuerySet, MemberQuerySet
from portal.core.enums import Role
from portal.core.models import Municipality, PublicIdModel
from portal.organizations.roles import city_roles

if TYPE_CHECKING:
    from portal.accounts.models import User


class EnterpriseMember(models.Model):
    """A user who acts for an enterprise, from one instant to another."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="members", verbose_name=_("enterprise"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enterprise_memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=12, choices=MemberRole.choices)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of an enterprise")
        verbose_name_plural = _("members of enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"],
                condition=Q(ended_at__isnull=True),
                name="enterprises_member_once",
                violation_error_message=_("This person is already a member of the enterprise."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.enterprise}"


class EnterpriseInvitation(PublicIdModel):
    """An invitation by mail to act for an enterprise. The mail holds the token; here is only its keyed digest."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="invitations", verbose_name=_("enterprise"))
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=MemberRole.choices, default=MemberRole.COLLABORATOR)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to an enterprise")
        verbose_name_plural = _("invitations to enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="enterprises_one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.enterprise}"


class JoinRequest(PublicIdModel):
    """Someone typed the tax id of a registered enterprise and asks to act for it.

    `municipality` is the city where the request was made. `draft_enterprise` is an idea of the asker, without tax id,
    in which an application is prepared meanwhile; it is merged into the enterprise when the request is accepted.
    """

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="join_requests", verbose_name=_("enterprise")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests", verbose_name=_("asked by")
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("asked in"))
    draft_enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("prepared meanwhile")
    )
    state = models.CharField(
        _("state"), max_length=8, choices=JoinRequestState.choices, default=JoinRequestState.PENDING, editable=False
    )
    created_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("answer due"))
    routed_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"],
                condition=Q(state=JoinRequestState.PENDING),
                name="enterprises_one_pending_join_request",
            ),
            models.CheckConstraint(
                condition=Q(state=JoinRequestState.PENDING, decided_at__isnull=True)
                | (~Q(state=JoinRequestState.PENDING) & Q(decided_at__isnull=False)),
                name="enterprises_join_request_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="enterprises_join_due")]

    def __str__(self) -> str:
        return f"{self.user} · {self.created_at:%Y-%m-%d}"

    @property
    def is_pending(self) -> bool:
        """Whether nobody has answered it."""
        return self.state == JoinRequestState.PENDING

    @property
    def is_for_city(self) -> bool:
        """Whether the city may answer: nobody has proven the enterprise yet, or it has no owner who could."""
        return (
            not self.enterprise.is_proven or not self.enterprise.members.owners().filter(user__is_active=True).exists()
        )

    def can_be_decided_by(self, user: "User") -> bool:
        """Tell whether `user` may answer: an owner of the enterprise, or the asker's city while it is for the city."""
        if user == self.user:
            return False
        if self.enterprise.is_owned_by(user):
            return True
        return self.is_for_city and bool(city_roles(user, self.municipality) & {Role.STAFF, Role.CITY_ADMIN})


class TaxIdTry(models.Model):
    """Somebody typed a tax id that is taken. Kept to hold the number of tries a day, without the id itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=TryKind.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("try of a taken tax id")
        verbose_name_plural = _("tries of taken tax ids")
        indexes = [models.Index(fields=["user", "kind", "at"], name="enterprises_tries")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.at:%Y-%m-%d}"
