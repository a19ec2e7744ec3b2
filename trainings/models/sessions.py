"""Sessions of a course: when, where, and how many seats are given in which way."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.enums import Role
from portal.core.models import LoadedRow, Municipality, PublicIdModel, TransitionRow
from portal.organizations.models import Organization
from portal.organizations.roles import city_roles, roles_in
from trainings.enums import LIVE, SeatMode, SessionState
from trainings.models.courses import Course
from trainings.models.venues import Venue
from trainings.querysets import MeetingQuerySet, SessionQuerySet
from trainings.refusals import TooSmall

S = SessionState


class Session(PublicIdModel, LoadedRow):
    """One time that a course is given, in one or more meetings.

    `taken` counts the seats that companies hold, `social_taken` those of the reserved social seats. Both are changed by
    `trainings.actions.seats` alone, under the session's row lock, in the transaction that changes the holder.
    `starts_at` and `ends_at` repeat the first and the last meeting, for lists; they are written with the meetings.
    Until `priority_until` a ranked session only gathers requests, and one that gives at once gives to local ones alone.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="training_sessions", verbose_name=_("city")
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("course"))
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("venue"))
    reviewer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="reviewed_sessions", verbose_name=_("seats given by")
    )
    code = models.SlugField(_("short name"), max_length=80)
    state = models.CharField(_("state"), max_length=12, choices=SessionState, default=S.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, editable=False)
    capacity = models.PositiveSmallIntegerField(_("seats"))
    taken = models.PositiveSmallIntegerField(_("seats taken by companies"), default=0, editable=False)
    social_seats = models.PositiveSmallIntegerField(
        _("of them, social seats"), default=0, help_text=_("Kept for young people without a company.")
    )
    social_taken = models.PositiveSmallIntegerField(_("social seats taken"), default=0, editable=False)
    min_to_run = models.PositiveSmallIntegerField(_("people needed to hold it"), default=1)
    company_cap = models.PositiveSmallIntegerField(_("seats per enterprise"), default=2)
    seat_mode = models.CharField(_("how seats are given"), max_length=12, choices=SeatMode, default=SeatMode.AT_ONCE)
    opens_at = models.DateTimeField(_("requests open"))
    closes_at = models.DateTimeField(_("requests close"))
    priority_until = models.DateTimeField(
        _("priority window until"), null=True, blank=True, help_text=_("Until then, local enterprises go first.")
    )
    allocated_at = models.DateTimeField(_("seats given in order"), null=True, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    # What every verb reads of a session, fetched with its lock.
    locked_with = ("municipality", "course__agreement__led_by", "course__provider", "venue", "reviewer")

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "code"],
                name="session_code_unique_in_course",
                violation_error_message=_("Another session of the course has this short name."),
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity") - F("social_seats")),
                name="session_taken_within_capacity",
                violation_error_message=_("There cannot be fewer seats than those already taken."),
            ),
            models.CheckConstraint(
                condition=Q(social_taken__gte=0)
                & Q(social_taken__lte=F("social_seats"))
                & Q(social_seats__lte=F("capacity")),
                name="session_social_within_reserve",
                violation_error_message=_("The social seats taken, those kept and the capacity do not agree."),
            ),
            models.CheckConstraint(
                condition=Q(company_cap__gte=1) & Q(min_to_run__gte=1) & Q(min_to_run__lte=F("capacity")),
                name="session_numbers_make_sense",
                violation_error_message=_(
                    "The seats per enterprise and the people needed are at least 1 and must fit."
                ),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="session_opens_before_it_closes",
                violation_error_message=_("The requests close before they open. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(priority_until__isnull=True)
                | (Q(priority_until__gt=F("opens_at")) & Q(priority_until__lte=F("closes_at"))),
                name="session_window_within_requests",
                violation_error_message=_("The priority window ends between the opening and the closing of requests."),
            ),
            models.CheckConstraint(
                condition=~Q(seat_mode=SeatMode.RANKED) | Q(priority_until__isnull=False),
                name="session_ranked_has_a_window",
                violation_error_message=_("A session that gives seats by rank says until when requests are gathered."),
            ),
            models.CheckConstraint(
                condition=Q(state=S.DRAFT) | Q(state=S.CANCELLED) | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="session_published_has_meetings",
                violation_error_message=_("A published session has one meeting or more."),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "state", "starts_at"], name="session_by_city_and_start"),
            models.Index(fields=["state", "closes_at"], name="session_by_close"),
        ]

    def __str__(self) -> str:
        return f"{self.course} · {self.code}"

    @property
    def seats_left(self) -> int:
        """Seats that companies can still be given."""
        return self.seats_for_companies - self.taken

    @property
    def seats_for_companies(self) -> int:
        return self.capacity - self.social_seats

    @property
    def opens_later(self) -> bool:
        """Whether seats can be asked for from a later instant on."""
        return self.state == S.PUBLISHED and clock.now() < self.opens_at

    @property
    def is_open(self) -> bool:
        """Whether seats can be asked for at this instant."""
        return self.is_open_at(clock.now())

    def is_open_at(self, instant: datetime) -> bool:
        return self.state == S.PUBLISHED and self.opens_at <= instant < self.closes_at

    @property
    def in_priority_window(self) -> bool:
        """Whether local enterprises still go first at this instant."""
        return self.priority_until is not None and clock.now() < self.priority_until

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def has_started(self) -> bool:
        return self.starts_at is not None and self.starts_at <= clock.now()

    @property
    def lacks_people(self) -> bool:
        """Whether fewer people hold a seat than are needed to hold the session."""
        return self.taken + self.social_taken < self.min_to_run

    def clean(self) -> None:
        for field in ("course", "venue"):
            held_id = getattr(self, f"{field}_id")
            if held_id and self.municipality_id and getattr(self, field).municipality_id != self.municipality_id:
                raise ValidationError({field: _("Please choose one of the same city.")})
        # Of a published session seats and venue are changed by verbs, which check this themselves.
        if self.state == S.DRAFT and self.venue_id and (self.capacity or 0) > self.venue.capacity:
            raise ValidationError({"capacity": TooSmall(self.venue.capacity).message})

    def roles_of(self, user: Any) -> set[Role]:
        """What the user may be on this session; a job (None) is the system itself."""
        if user is None:
            return {Role.SYSTEM}
        roles = set(city_roles(user, self.municipality)) - {Role.OFFICER, Role.TRAINER}
        if Role.OFFICER in roles_in(user, self.reviewer):
            roles.add(Role.OFFICER)
        if Role.TRAINER in roles_in(user, self.course.provider):
            roles.add(Role.TRAINER)
        return roles


class Meeting(LoadedRow):
    """A stretch of time of a session, in its venue."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="meetings", verbose_name=_("session"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "starts_at"],
                name="meeting_once_per_start",
                violation_error_message=_("The session already has a meeting at this time."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("The meeting ends before it starts. Check both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at} – {self.ends_at}"

    @property
    def municipality(self) -> Municipality:
        return self.session.municipality


class SessionTransition(TransitionRow):
    subject = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="transitions")

    class Meta(TransitionRow.Meta):
        verbose_name = _("step of a session")
        verbose_name_plural = _("steps of sessions")
