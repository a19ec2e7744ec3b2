"""The closed lists of the programs. The words for people stand here; nothing may depend on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgramKind(models.TextChoices):
    ACADEMY = "academy", _("Business academy")
    SUPPORT = "support", _("Support")
    LABOUR_TRAINING = "labour_training", _("Labour training")
    CO_INVESTMENT = "co_investment", _("Joint investment")


class PartnerRole(models.TextChoices):
    REVIEWER = "reviewer", _("Reviews applications")
    FUNDER = "funder", _("Contributes money")
    TRAINER = "trainer", _("Trains")
    ALLY = "ally", _("Ally")


class TargetUnit(models.TextChoices):
    PERSON = "person", _("People")
    ENTERPRISE = "enterprise", _("Enterprises")
    AMOUNT = "amount", _("Amount of money")


class Comparator(models.TextChoices):
    GT = "gt", _("more than")
    GTE = "gte", _("at least")
    EQ = "eq", _("exactly")


class CallState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("call", "Being prepared")
    PUBLISHED = "published", pgettext_lazy("call", "Published")
    CLOSED = "closed", pgettext_lazy("call", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


class EnrollmentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
    IN_REVIEW = "in_review", pgettext_lazy("application", "In review")
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("application", "Correction requested")
    WAITLISTED = "waitlisted", pgettext_lazy("application", "Waiting list")
    OFFERED = "offered", pgettext_lazy("application", "Place offered")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REJECTED = "rejected", pgettext_lazy("application", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("application", "Expired")
    COMPLETED = "completed", pgettext_lazy("application", "Completed")


# A place of the call is held in these, and in no other.
HOLDING = (EnrollmentState.OFFERED, EnrollmentState.APPROVED, EnrollmentState.COMPLETED)
# The enterprise may apply to the same call again after these.
CLOSED = (EnrollmentState.REJECTED, EnrollmentState.WITHDRAWN, EnrollmentState.EXPIRED)
# An officer has given a decision on the merits.
DECIDED = (
    EnrollmentState.WAITLISTED,
    EnrollmentState.OFFERED,
    EnrollmentState.APPROVED,
    EnrollmentState.REJECTED,
    EnrollmentState.COMPLETED,
)
UNDECIDED = (
    EnrollmentState.DRAFT,
    EnrollmentState.SUBMITTED,
    EnrollmentState.IN_REVIEW,
    EnrollmentState.CHANGES_REQUESTED,
)
# What waits for an officer: the queue, and the legal clock, run in these.
PENDING = (EnrollmentState.SUBMITTED, EnrollmentState.IN_REVIEW)


class Operator(models.TextChoices):
    IS = "is", _("is")
    IS_NOT = "is_not", _("is not")
    IN = "in", _("is one of")
    NOT_IN = "not_in", _("is none of")
    GTE = "gte", _("is at least")
    LTE = "lte", _("is at most")
    BETWEEN = "between", _("is between")


class Severity(models.TextChoices):
    HARD = "hard", _("Required")
    PREFERRED = "preferred", _("Gives priority")


class Result(models.TextChoices):
    MEETS = "meets", _("Meets")
    DOES_NOT = "does_not", _("Does not meet")
    UNKNOWN = "unknown", _("Not known yet")


class AppliesTo(models.TextChoices):
    ALL = "all", _("Everyone")
    LEGAL = "legal", _("Legal persons")
    NATURAL = "natural", _("Natural persons")


class ReviewState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("document", "To be reviewed")
    ACCEPTED = "accepted", pgettext_lazy("document", "Accepted")
    REJECTED = "rejected", pgettext_lazy("document", "To be replaced")


class CorrectionKind(models.TextChoices):
    ANSWER = "answer", _("Answer")
    DOCUMENT = "document", _("Document")
    PROJECT = "project", _("Project")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One choice")
    CHOICES = "choices", _("Several choices")
    YES_NO = "yes_no", _("Yes or no")
    FILE = "file", _("File")
    PERSONAL_ID = "personal_id", _("Personal identification")
