from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganizationKind(TextChoices):
    CITY = "city", _("City government")
    CHAMBER = "chamber", _("Business chamber")
    FUNDER = "funder", _("Funder")
    TRAINING_PROVIDER = "training_provider", _("Training provider")
    CLUSTER = "cluster", _("Cluster")
    SCHOOL = "school", _("School")
    FINANCING = "financing", _("Financing institution")
    GOVERNMENT = "government", _("State or national government")


class UnitKind(TextChoices):
    SECRETARIAT = "secretariat", _("Secretariat")
    DEPARTMENT = "department", _("Department")


class InvitationState(TextChoices):
    """What an invitation is at a given instant; computed, never stored."""

    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


class AgreementState(TextChoices):
    DRAFT = "draft", pgettext_lazy("agreement", "Being prepared")
    IN_FORCE = "in_force", pgettext_lazy("agreement", "In force")
    RENEWED = "renewed", pgettext_lazy("agreement", "Renewed by the next one")
    ENDED = "ended", pgettext_lazy("agreement", "Ended")
    TERMINATED = "terminated", pgettext_lazy("agreement", "Terminated early")


class PartyRole(TextChoices):
    LEADS = "leads", _("Leads")
    TRAINS = "trains", _("Trains")
    HOSTS = "hosts", _("Lends the place")
    FUNDS = "funds", _("Contributes money")
    ALLY = "ally", _("Takes part")
