"""An enterprise's application to a call, from the draft to what came of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, Project
from portal.core import clock
from portal.core.encryption import EncryptedTextField
from portal.core.enums import Role
from portal.core.models import Municipality, PublicIdModel, TransitionRow
from portal.organizations.roles import city_roles, roles_in
from programs.enums import CLOSED, DECIDED, HOLDING, UNDECIDED, EnrollmentState
from programs.models.calls import Call, CallVersion, DecisionReason
from programs.querysets import EnrollmentQuerySet

S = EnrollmentState


class Enrollment(PublicIdModel):
    """One application. `state` is changed by `programs.workflow.EnrollmentWorkflow` alone.

    `version` counts the changes, so that nobody decides on a file that changed meanwhile; `call_version` is what the
    call asked. `answers` and `unfinished` are JSON by question code: what was understood, and what was typed and
    could not be (kept so that nothing typed is lost). Personal identifications are in `private_answers`, encrypted.
    `evaluation` keeps the outcomes of the rules as evidence, under "submission" and "decision".
    `receipt` keeps what was sent, as it read when it was sent.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="enrollments", verbose_name=_("call"))
    call_version = models.ForeignKey(
        CallVersion, on_delete=models.PROTECT, related_name="enrollments", verbose_name=_("version of the call")
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="enrollments", verbose_name=_("enterprise")
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enrollments",
        verbose_name=_("project"),
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("applicant")
    )
    state = models.CharField(_("state"), max_length=20, choices=EnrollmentState, default=S.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    folio = models.CharField(_("folio"), max_length=24, null=True, blank=True, unique=True, editable=False)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    unfinished = models.JSONField(default=dict, blank=True, editable=False)
    private_answers = EncryptedTextField(blank=True, default="", editable=False)
    draft_page = models.CharField(max_length=60, blank=True, editable=False)
    created_at = models.DateTimeField(_("started"), default=clock.now, editable=False)
    saved_at = models.DateTimeField(_("saved"), default=clock.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    declaration = models.CharField(_("version of the accepted declaration"), max_length=40, blank=True, editable=False)
    receipt = models.JSONField(default=dict, blank=True, editable=False)
    evaluation = models.JSONField(default=dict, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.ForeignKey(
        DecisionReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reason"),
    )
    decision_note = models.TextField(_("note of the decision"), blank=True, editable=False)
    waiting_key = models.CharField(max_length=60, blank=True, editable=False)
    waiting_reasons = models.JSONField(default=list, blank=True, editable=False)
    offer_expires_at = models.DateTimeField(_("offer expires"), null=True, blank=True, editable=False)
    correction_due_at = models.DateTimeField(_("correction due"), null=True, blank=True, editable=False)

    objects = EnrollmentQuerySet.as_manager()

    # What every verb reads of an application, fetched with its lock.
    locked_with = (
        "call__municipality",
        "call__program",
        "call__reviewer",
        "call__current_version",
        "call_version",
        "enterprise__municipality",
        "project__line",
        "applicant",
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "enterprise"],
                condition=~Q(state__in=CLOSED),
                name="enrollment_one_active_per_call",
                violation_error_message=_("The enterprise already has an application to this call."),
            ),
            models.CheckConstraint(
                condition=Q(folio__isnull=True, submitted_at__isnull=True)
                | Q(folio__isnull=False, submitted_at__isnull=False),
                name="enrollment_folio_iff_submitted",
                violation_error_message=_("An application has a folio exactly when it was sent."),
            ),
            models.CheckConstraint(
                condition=Q(state=S.DRAFT, submitted_at__isnull=True)
                | Q(state=S.EXPIRED)
                | (~Q(state__in=[S.DRAFT, S.EXPIRED]) & Q(submitted_at__isnull=False)),
                name="enrollment_submitted_unless_draft",
                violation_error_message=_("Only a draft has not been sent."),
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=DECIDED) | Q(decided_at__isnull=False))
                & (~Q(state__in=UNDECIDED) | Q(decided_at__isnull=True, decided_by__isnull=True)),
                name="enrollment_stamped_when_decided",
                violation_error_message=_("An application has the date of its decision exactly when it is decided."),
            ),
            models.CheckConstraint(
                condition=~Q(state=S.REJECTED) | Q(reason__isnull=False),
                name="enrollment_rejected_with_a_reason",
                violation_error_message=_("An application is not approved for a reason of the list."),
            ),
            models.CheckConstraint(
                condition=Q(state=S.OFFERED, offer_expires_at__isnull=False)
                | (~Q(state=S.OFFERED) & Q(offer_expires_at__isnull=True)),
                name="enrollment_offer_has_a_term",
                violation_error_message=_("An offered place has a date until which it is kept."),
            ),
            models.CheckConstraint(
                condition=Q(state=S.CHANGES_REQUESTED, correction_due_at__isnull=False)
                | (~Q(state=S.CHANGES_REQUESTED) & Q(correction_due_at__isnull=True)),
                name="enrollment_correction_has_a_term",
                violation_error_message=_("A requested correction has a date until which it is awaited."),
            ),
            models.CheckConstraint(
                condition=~Q(state=S.WAITLISTED) | ~Q(waiting_key=""),
                name="enrollment_waits_in_order",
                violation_error_message=_("An application on the waiting list has its place in the order."),
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "waiting_key"], name="enrollment_waiting_order"),
            models.Index(fields=["enterprise", "state"], name="enrollment_by_enterprise"),
        ]

    def __str__(self) -> str:
        return self.folio or str(self.public_id)

    @property
    def municipality(self) -> Municipality:
        return self.call.municipality

    @property
    def asks(self) -> CallVersion:
        """What this application answers: a draft the newest version of its call, a sent one its own."""
        if self.is_draft and self.call.current_version_id:
            return self.call.current_version
        return self.call_version

    @property
    def is_behind(self) -> bool:
        """Whether the call was amended since this draft was last saved."""
        return self.is_draft and self.call_version_id != self.call.current_version_id

    @property
    def holds_place(self) -> bool:
        return self.state in HOLDING

    @property
    def is_draft(self) -> bool:
        return self.state == S.DRAFT

    @property
    def is_editable(self) -> bool:
        """Whether the enterprise can still change something: all of a draft, the named points of a correction."""
        return self.state in (S.DRAFT, S.CHANGES_REQUESTED)

    def roles_of(self, user: Any) -> set[Role]:
        """Return what the user may be on this application; None is the system itself.

        Whoever belongs to the enterprise is the applicant's side and nothing else here, officer or not.
        """
        if user is None:
            return {Role.SYSTEM}
        if self.enterprise.has_member(user):
            return {Role.ENTREPRENEUR}
        roles = set(city_roles(user, self.municipality)) - {Role.OFFICER}
        if Role.OFFICER in roles_in(user, self.call.reviewer):
            roles.add(Role.OFFICER)
        return roles


class EnrollmentTransition(TransitionRow):
    subject = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="transitions")

    class Meta(TransitionRow.Meta):
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of applications")

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
