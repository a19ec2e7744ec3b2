"""Requests for seats, and the people that they are for."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, Worker
from portal.accounts.models import Person
from portal.core.enums import Role
from portal.core.models import Municipality, PublicIdModel, TransitionRow
from portal.organizations.roles import city_roles, roles_in
from programs.models import Case, DecisionReason
from trainings.enums import HOLDING, RequestState
from trainings.models.sessions import Session
from trainings.querysets import SeatQuerySet, SeatRequestQuerySet

R = RequestState


class SeatRequest(PublicIdModel):
    """What an enterprise asks of a session: `seats_wanted` for its people, and the fewest that help it.

    `enterprise` is empty exactly for a social seat. `state` is changed by `trainings.workflow.SeatRequestWorkflow`
    alone. `case` is what officers review, where the session gives its seats one by one. `waiting_key` is its place in
    the order, with the reasons (`waiting_reasons`: rule, message, points) as they were when it was asked.
    `has_priority` is whether it met every local rule then.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="requests", verbose_name=_("session"))
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seat_requests",
        verbose_name=_("enterprise"),
    )
    is_social = models.BooleanField(_("social seat"), default=False, editable=False)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("applicant")
    )
    folio = models.CharField(_("folio"), max_length=24, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=RequestState, default=R.SUBMITTED, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    case = models.OneToOneField(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="seat_request",
        verbose_name=_("case"),
    )
    seats_wanted = models.PositiveSmallIntegerField(_("seats asked for"))
    least_accepted = models.PositiveSmallIntegerField(_("fewest seats that help"), default=1)
    seats_given = models.PositiveSmallIntegerField(_("seats given"), default=0, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), editable=False)
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
    has_priority = models.BooleanField(_("local"), default=False, editable=False)
    points = models.PositiveIntegerField(_("points"), default=0, editable=False)
    waiting_key = models.CharField(max_length=60, editable=False)
    waiting_reasons = models.JSONField(default=list, blank=True, editable=False)

    objects = SeatRequestQuerySet.as_manager()

    # What every verb reads of a request, fetched with its lock.
    locked_with = (
        "session__municipality",
        "session__course__agreement",
        "session__venue",
        "session__reviewer",
        "enterprise__municipality",
        "applicant",
    )

    class Meta:
        verbose_name = _("request for seats")
        verbose_name_plural = _("requests for seats")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_social=True, enterprise__isnull=True) | Q(is_social=False, enterprise__isnull=False),
                name="seat_request_of_enterprise_or_social",
                violation_error_message=_("A request is of an enterprise, or for a social seat."),
            ),
            models.CheckConstraint(
                condition=Q(least_accepted__gte=1) & Q(least_accepted__lte=F("seats_wanted")),
                name="seat_request_least_within_wanted",
                violation_error_message=_("The fewest seats that help are one or more, and no more than you ask for."),
            ),
            models.CheckConstraint(
                condition=(Q(state__in=HOLDING) & Q(seats_given__gte=1) & Q(seats_given__lte=F("seats_wanted")))
                | (~Q(state__in=HOLDING) & Q(seats_given=0)),
                name="seat_request_holds_seats_iff_confirmed",
                violation_error_message=_("A request holds seats exactly when it is confirmed."),
            ),
            models.CheckConstraint(
                condition=~Q(state=R.REJECTED) | Q(reason__isnull=False),
                name="seat_request_rejected_with_a_reason",
                violation_error_message=_("A request is not approved for a reason of the list."),
            ),
            models.CheckConstraint(
                condition=~Q(waiting_key=""),
                name="seat_request_has_its_order",
                violation_error_message=_("A request has its place in the order."),
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state", "waiting_key"], name="seat_request_waiting_order"),
            models.Index(fields=["enterprise", "state"], name="seat_request_by_enterprise"),
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def municipality(self) -> Municipality:
        return self.session.municipality

    @property
    def holds_seats(self) -> bool:
        return self.state in HOLDING

    def roles_of(self, user: Any) -> set[Role]:
        """Return what the user may be on this request; None is the system itself.

        Whoever belongs to the enterprise is the applicant's side and nothing else here, officer or not.
        """
        if user is None:
            return {Role.SYSTEM}
        if self.enterprise is None:
            own = {Role.CITIZEN} if user.pk == self.applicant_id else set()
        else:
            own = self.enterprise.roles_of(user) & {Role.ENTREPRENEUR}
        if own:
            return own
        roles = set(city_roles(user, self.municipality)) - {Role.OFFICER, Role.TRAINER}
        if Role.OFFICER in roles_in(user, self.session.reviewer):
            roles.add(Role.OFFICER)
        return roles


class SeatRequestTransition(TransitionRow):
    subject = models.ForeignKey(SeatRequest, on_delete=models.CASCADE, related_name="transitions")

    class Meta(TransitionRow.Meta):
        verbose_name = _("step of a request for seats")
        verbose_name_plural = _("steps of requests for seats")


class Seat(PublicIdModel):
    """One of the seats of a request, for a person who may be named later (then `worker` and `full_name` are empty).

    It is held once it has a `slot`, its number among the seats of its enterprise in the session, never above `cap`.
    A row that is no longer active keeps who it was for. `came` is written when the session was held.
    """

    request = models.ForeignKey(SeatRequest, on_delete=models.PROTECT, related_name="seats", verbose_name=_("request"))
    # Said again beside those of the request, for the constraints.
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="seats", verbose_name=_("session"))
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("enterprise")
    )
    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("worker")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("person")
    )
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order in the request"))
    slot = models.PositiveSmallIntegerField(_("number of the seat in its enterprise"), null=True, blank=True)
    cap = models.PositiveSmallIntegerField(_("seats per enterprise"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    came = models.BooleanField(_("came"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["request", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "worker"],
                condition=Q(is_active=True, worker__isnull=False),
                name="seat_worker_once_per_session",
                violation_error_message=_("This person is already in the session."),
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(is_active=True, person__isnull=False),
                name="seat_person_once_per_session",
                violation_error_message=_("This person is already in the session."),
            ),
            models.UniqueConstraint(
                fields=["session", "enterprise", "slot"],
                condition=Q(is_active=True, enterprise__isnull=False, slot__isnull=False),
                name="seat_slot_once_per_enterprise",
                violation_error_message=_("The enterprise already holds this seat."),
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True, cap__isnull=True)
                | Q(slot__gte=1, cap__isnull=False, slot__lte=F("cap")),
                name="seat_slot_within_cap",
                violation_error_message=_("The enterprise has reached the seats it may hold in this session."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or f"{self.request} · {self.position}"

    @property
    def municipality(self) -> Municipality:
        return self.request.municipality

    @property
    def is_held(self) -> bool:
        return self.is_active and self.slot is not None
