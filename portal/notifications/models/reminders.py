"""Rules of reminders, the reminders themselves, and what a person wants of them by mail."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.models import LoadedRow, Municipality
from portal.notifications.enums import ReminderState
from portal.notifications.querysets import ReminderQuerySet, ReminderRuleQuerySet
from portal.notifications.reminders import own_text
from portal.notifications.reminders.kinds import Counts, ReminderKind, registered

LONGEST = 365  # days
MOST = 10  # in one list


def validate_days(value: Any) -> None:
    """Raise ValidationError unless `value` is a list of at most MOST different whole days from 0 to LONGEST."""
    whole = isinstance(value, list) and all(type(day) is int and 0 <= day <= LONGEST for day in value)
    if not whole or len(set(value)) != len(value) or len(value) > MOST:
        raise ValidationError(
            _("Write at most %(most)d different days, each a whole number from 0 to %(longest)d."),
            params={"most": MOST, "longest": LONGEST},
        )


class ReminderRule(LoadedRow):
    """When a city reminds people of one kind of thing. A kind without a rule, or with one switched off, is not told."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("city"), on_delete=models.PROTECT, related_name="reminder_rules"
    )
    kind = models.CharField(_("reminder"), max_length=60)
    enabled = models.BooleanField(_("in use"), default=True)
    days_before = models.JSONField(
        _("days before"),
        default=list,
        blank=True,
        validators=[validate_days],
        help_text=_("How many days before the deadline people are reminded."),
    )
    days_after = models.JSONField(
        _("days after"),
        default=list,
        blank=True,
        validators=[validate_days],
        help_text=_("How many days after it began people are reminded."),
    )
    escalate_days = models.JSONField(
        _("days until it is told higher up"),
        default=list,
        blank=True,
        validators=[validate_days],
        help_text=_("After so many days those who answer for the work are told too."),
    )
    at_hour = models.PositiveSmallIntegerField(
        _("from this hour"), default=9, validators=[MaxValueValidator(23)], help_text=_("In the city's time, 0 to 23.")
    )
    business_days = models.BooleanField(
        _("on business days only"),
        default=False,
        help_text=_("A reminder before a deadline then moves to the business day before it."),
    )
    digest = models.BooleanField(
        _("together with others"),
        default=True,
        help_text=_("Several reminders of one person go in one mail. Otherwise each goes by itself."),
    )
    own_text = models.TextField(
        _("sentence of the city"), max_length=600, blank=True, help_text=_("Added to the text of the reminder.")
    )

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for reminders")
        verbose_name_plural = _("rules for reminders")
        ordering = ("municipality", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "kind"),
                name="reminder_rule_once_per_city",
                violation_error_message=_("The city already has a rule for this reminder."),
            ),
            models.CheckConstraint(condition=Q(at_hour__lte=23), name="reminder_rule_hour_of_the_day"),
        )

    def __str__(self) -> str:
        return str(self.known.label) if self.known else self.kind

    @property
    def known(self) -> ReminderKind | None:
        """The kind that is declared under the code; None when no app declares it any more."""
        return registered.get(self.kind)

    def clean(self) -> None:
        """Refuse what the kind could not follow. Raises ValidationError by field."""
        if self.known is None:
            known = ", ".join(sorted(registered))
            raise ValidationError(
                {"kind": _("There is no such reminder. These are: %(known)s.") % {"known": known}}, code="unknown"
            )
        self._clean_days(self.known)
        try:
            own_text.validate(self.own_text, self.known.variables)
        except ValidationError as error:
            raise ValidationError({"own_text": error}) from None

    def _clean_days(self, kind: ReminderKind) -> None:
        faults: dict[str, Any] = {}
        for name, counts in (("days_before", Counts.BEFORE), ("days_after", Counts.AFTER)):
            self._clean_list(name, faults)
            if kind.counts == counts and not getattr(self, name):
                faults.setdefault(name, _("Write at least one day."))
            if kind.counts != counts and getattr(self, name):
                faults.setdefault(name, _("This reminder does not count these days. Leave it empty."))
        self._clean_list("escalate_days", faults)
        if self.escalate_days and not kind.escalates:
            faults.setdefault("escalate_days", _("This reminder is not told higher up. Leave it empty."))
        if faults:
            raise ValidationError(faults)

    def _clean_list(self, name: str, faults: dict[str, Any]) -> None:
        value = getattr(self, name) or []
        setattr(self, name, value)
        try:
            validate_days(value)
        except ValidationError as error:
            faults[name] = error
        else:
            setattr(self, name, sorted(value, reverse=name == "days_before"))


class Reminder(models.Model):
    """One occasion on which one person is reminded of one thing. The constraint is what makes it once.

    It is also the work to do: a row that is recorded and not settled is told by the next run, whoever recorded it.
    """

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(_("reminder"), max_length=60)
    audience = models.CharField(_("audience"), max_length=40)
    object_id = models.BigIntegerField(_("about"))
    occasion = models.DateField(_("day of the reminder"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # the open ones are indexed below
    )
    state = models.CharField(_("state"), max_length=8, choices=ReminderState, default=ReminderState.RECORDED)
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)
    due_at = models.DateTimeField(_("to be told from"), default=clock.now)
    settled_at = models.DateTimeField(_("told or dropped"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("-recorded_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "kind", "audience", "recipient", "object_id", "occasion"),
                name="reminder_once_per_occasion",
            ),
            models.CheckConstraint(
                condition=Q(state=ReminderState.RECORDED, settled_at__isnull=True)
                | (~Q(state=ReminderState.RECORDED) & Q(settled_at__isnull=False)),
                name="reminder_settled_unless_recorded",
            ),
        )
        indexes = (
            models.Index(
                fields=("municipality", "recipient", "id"),
                name="reminder_to_tell",
                condition=Q(state=ReminderState.RECORDED),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.occasion}"


class NoticePreference(models.Model):
    """Whether a person wants the mails of a family of reminders. Without a row they are sent."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="+"
    )
    family = models.CharField(_("kind of reminders"), max_length=40)
    by_mail = models.BooleanField(_("by mail"), default=True)
    changed_at = models.DateTimeField(_("changed"), default=clock.now)

    class Meta:
        verbose_name = _("preference for notices")
        verbose_name_plural = _("preferences for notices")
        constraints = (models.UniqueConstraint(fields=("user", "family"), name="notice_preference_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.family}"
