"""A call and its versions: how many places and until when stand on the call, what is asked stands on the version."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.enums import Role
from portal.core.models import LoadedRow, Municipality, PublicIdModel, TransitionRow
from portal.core.money import MoneyField
from portal.notifications.reminders import own_text
from portal.organizations.models import Organization
from portal.organizations.roles import city_roles, roles_in
from programs.enums import AppliesTo, CallState, Operator, Severity
from programs.models.programs import Program
from programs.querysets import CallQuerySet


def empty_schema() -> dict[str, Any]:
    return {"pages": []}


class Call(PublicIdModel, LoadedRow):
    """An invitation to apply to a program within a window, for a number of places.

    `taken` counts the enrollments that hold a place (approved, completed, offered). It is changed by
    `programs.actions.places` alone, under the call's row lock, in the transaction that changes the holder.
    """

    # Said again beside program.municipality because the address is unique per city.
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="calls", verbose_name=_("city")
    )
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="calls", verbose_name=_("program"))
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    places = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    budget = MoneyField(_("budget"), null=True, blank=True)
    reviewer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="reviewed_calls", verbose_name=_("reviewed by")
    )
    state = models.CharField(_("state"), max_length=12, choices=CallState, default=CallState.DRAFT, editable=False)
    correction_days = models.PositiveSmallIntegerField(
        _("business days to correct"), default=5, help_text=_("Counted from the next business day.")
    )
    offer_days = models.PositiveSmallIntegerField(
        _("business days to accept an offered place"), default=2, help_text=_("Counted from the next business day.")
    )
    max_per_enterprise = models.PositiveSmallIntegerField(
        _("applications per enterprise"),
        default=1,
        help_text=_("How often one enterprise may apply, the applications that were not approved counted too."),
    )
    current_version = models.ForeignKey(
        "programs.CallVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("current version"),
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "slug"],
                name="call_slug_unique_in_city",
                violation_error_message=_("Another call of the city has this address. Choose a different one."),
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("places")),
                name="call_taken_within_places",
                violation_error_message=_("There cannot be fewer places than those already taken."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="call_opens_before_it_closes",
                violation_error_message=_("The call closes before it opens. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(correction_days__gte=1) & Q(offer_days__gte=1) & Q(max_per_enterprise__gte=1),
                name="call_terms_positive",
                violation_error_message=_(
                    "The days to correct, the days to accept and the applications are at least 1."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CallState.PUBLISHED, CallState.CLOSED]) | Q(current_version__isnull=False),
                name="call_published_has_a_version",
                violation_error_message=_("A call is published with a published version."),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "state", "closes_at"], name="call_by_city_and_close")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether an application can be started or sent at this instant."""
        return self.is_open_at(clock.now())

    def is_open_at(self, instant: datetime) -> bool:
        return self.state == CallState.PUBLISHED and self.opens_at <= instant < self.closes_at

    @property
    def places_left(self) -> int:
        return self.places - self.taken

    def roles_of(self, user: Any) -> set[Role]:
        """What the user may be on this call; a job (None) is the system itself."""
        if user is None:
            return {Role.SYSTEM}
        roles = set(city_roles(user, self.municipality))
        if Role.OFFICER in roles_in(user, self.reviewer):
            roles.add(Role.OFFICER)
        else:
            roles.discard(Role.OFFICER)
        return roles


class CallTransition(TransitionRow):
    subject = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="transitions")

    class Meta(TransitionRow.Meta):
        verbose_name = _("change of a call")
        verbose_name_plural = _("changes of calls")

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class CallVersion(LoadedRow):
    """What a call asks for. Once published it is never changed: an amendment is the next version."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="versions", verbose_name=_("call"))
    number = models.PositiveSmallIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    note = models.TextField(_("what changed"), blank=True)
    form_schema = models.JSONField(_("questions"), default=empty_schema)
    # How those who evaluate score the applications: see `programs.rubric`. Empty: nobody scores.
    rubric = models.JSONField(_("rubric"), default=dict, blank=True)
    # Counts the saved edits of what is being prepared, by which a later save sees an earlier one.
    edits = models.PositiveIntegerField(default=0, editable=False)
    # Of the whole call in the city file, by which a later load sees that the file changed after the publication.
    file_digest = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        verbose_name = _("version of a call")
        verbose_name_plural = _("versions of calls")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "number"],
                name="call_version_number_unique",
                violation_error_message=_("The call already has a version with this number."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="call_version_number_from_one",
                violation_error_message=_("Versions are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} · {self.number}"

    @property
    def municipality(self) -> Municipality:
        return self.call.municipality

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def clean(self) -> None:
        refuse_published(self if self.pk else None)


def refuse_published(version: CallVersion | None) -> None:
    """Raise ValidationError when the version, as it is stored, has been published."""
    if version is None or version.pk is None:
        return
    if CallVersion.objects.filter(pk=version.pk, published_at__isnull=False).exists():
        raise ValidationError(
            _("This version is published and is not changed any more. Make an amendment: it is the next version."),
            code="published",
        )


class PartOfVersion(LoadedRow):
    """A row that belongs to a version, and is fixed with it."""

    version: Any  # each kind has its own foreign key, for its own related_name
    version_id: int

    code = models.SlugField(_("code"), max_length=60)

    class Meta:
        abstract = True

    @property
    def municipality(self) -> Municipality:
        return self.version.municipality

    def clean(self) -> None:
        refuse_published(self.version if self.version_id else None)


class Rule(PartOfVersion):
    """A condition: a fact (code), an operator and a value, with the words for the one who does not meet it."""

    version = models.ForeignKey(CallVersion, on_delete=models.CASCADE, related_name="rules", verbose_name=_("version"))
    fact = models.CharField(_("fact"), max_length=60)
    operator = models.CharField(_("operator"), max_length=10, choices=Operator)
    value = models.JSONField(_("value"))
    severity = models.CharField(_("weight"), max_length=10, choices=Severity, default=Severity.HARD)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    message = models.CharField(_("rule in words"), max_length=300)
    remedy = models.CharField(_("what to do to meet it"), max_length=400, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="rule_code_unique_in_version",
                violation_error_message=_("Another rule of this version has this code."),
            ),
            models.CheckConstraint(
                condition=Q(severity=Severity.PREFERRED) | Q(points=0),
                name="rule_points_only_when_preferred",
                violation_error_message=_("Only a rule that gives priority has points."),
            ),
        ]

    def __str__(self) -> str:
        return self.message


class RequiredDocument(PartOfVersion):
    """A document that the application asks for."""

    version = models.ForeignKey(
        CallVersion, on_delete=models.CASCADE, related_name="documents", verbose_name=_("version")
    )
    name = models.CharField(_("name"), max_length=160)
    help = models.CharField(_("help"), max_length=400, blank=True)
    required = models.BooleanField(_("required"), default=True)
    applies_to = models.CharField(_("applies to"), max_length=8, choices=AppliesTo, default=AppliesTo.ALL)
    accepts = models.JSONField(_("kinds of file"), default=list, blank=True)
    max_mb = models.PositiveSmallIntegerField(_("megabytes at most"), default=10)
    max_age_days = models.PositiveSmallIntegerField(_("days old at most"), null=True, blank=True)
    reusable_kind = models.SlugField(
        _("kind in the enterprise's folder"),
        max_length=60,
        blank=True,
        help_text=_("With a kind, the enterprise uses again in other calls the document it has sent."),
    )

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="document_code_unique_in_version",
                violation_error_message=_("Another document of this version has this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DecisionReason(LoadedRow):
    """A coded reason for a decision that is not an approval, with the text that the letter says."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="decision_reasons", verbose_name=_("city")
    )
    code = models.SlugField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text of the letter"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("decision reason")
        verbose_name_plural = _("decision reasons")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code"],
                name="decision_reason_code_unique_in_city",
                violation_error_message=_("Another reason of the city has this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse names in braces: the letter says the text as it is, and would show them to the enterprise."""
        try:
            own_text.validate(self.text, {})
        except ValidationError as error:
            raise ValidationError({"text": error}) from None
