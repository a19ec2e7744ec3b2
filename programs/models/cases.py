"""What the console works on: one row per application or request, flat, so that the queue is one bounded query."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.core import clock
from portal.core.enums import Role
from portal.core.models import Municipality, PublicIdModel
from portal.organizations.models import Organization
from programs.case_kinds import PAUSED, PENDING, CaseKind, kind_named
from programs.models.enrollments import Enrollment
from programs.querysets import CaseQuerySet

ENROLLMENT = "enrollment"
"""The kind of the cases of applications; the kinds themselves are in `programs.case_kinds`."""


class Case(PublicIdModel):
    """A copy for the queue, written by the actions in the transaction that changes its subject.

    The subject is an application, or what an upper floor registered as a kind of case. `source` is the public id of
    what was asked for (a call, a session) and `title` its name. `returned_at` says since when a correction waits to be
    read again. `due_at` is the end of the legal term (business days of the city) and is empty while the clock stands
    still: during a correction, when `days_left` keeps what remains, and after the decision.
    """

    kind = models.SlugField(_("kind"), max_length=20)
    enrollment = models.OneToOneField(
        Enrollment, on_delete=models.PROTECT, null=True, blank=True, related_name="case", verbose_name=_("application")
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("enterprise")
    )
    source = models.UUIDField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    folio = models.CharField(_("folio"), max_length=24)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="cases")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="cases", verbose_name=_("reviewed by")
    )
    state = models.CharField(_("state"), max_length=20)
    size = models.CharField(_("size"), max_length=10, blank=True)
    sector = models.CharField(_("sector"), max_length=10, blank=True)
    line = models.CharField(_("strategic line"), max_length=160, blank=True)
    submitted_at = models.DateTimeField(_("submitted"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    days_left = models.PositiveSmallIntegerField(_("business days left"), null=True, blank=True)
    returned_at = models.DateTimeField(_("correction answered"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_cases",
        verbose_name=_("assigned to"),
    )
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    search_text = models.TextField(blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["organization", "state", "due_at"], name="case_queue"),
            models.Index(fields=["organization", "submitted_at"], name="case_by_age"),
            models.Index(fields=["municipality", "state"], name="case_by_city"),
            models.Index(fields=["source"], name="case_by_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ENROLLMENT, enrollment__isnull=False, enterprise__isnull=False)
                | (~Q(kind=ENROLLMENT) & Q(enrollment__isnull=True)),
                name="case_of_its_kind",
                violation_error_message=_("The case of an application points to it, and no other does."),
            ),
            models.CheckConstraint(
                condition=Q(locked_by__isnull=True, locked_until__isnull=True)
                | Q(locked_by__isnull=False, locked_until__isnull=False),
                name="case_lock_has_a_term",
                violation_error_message=_("A taken case says who has it and until when."),
            ),
        ]

    def __str__(self) -> str:
        return self.folio

    def get_absolute_url(self) -> str:
        return self.of_kind.address(self)

    @property
    def of_kind(self) -> CaseKind:
        return kind_named(self.kind)

    @property
    def subject(self) -> Any:
        """The application or request that the case stands for."""
        return self.of_kind.subject_of(self)

    @property
    def party(self) -> str:
        """Who asks: the enterprise; where a person asks for herself, what for."""
        return self.enterprise.display_name if self.enterprise is not None else self.title

    @property
    def is_pending(self) -> bool:
        return self.of_kind.has(PENDING, self.state)

    @property
    def is_paused(self) -> bool:
        return self.of_kind.has(PAUSED, self.state)

    def roles_of(self, user: Any) -> set[Role]:
        return self.of_kind.roles_of(self, user)

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < clock.now()

    def is_locked_for(self, user: Any) -> bool:
        """Whether another officer has the case open now."""
        if self.locked_by_id is None or self.locked_until is None or self.locked_by_id == user.pk:
            return False
        return self.locked_until > clock.now()
