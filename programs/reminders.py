"""What people are reminded of about applications. The texts are in `templates/notifications/reminders/programs/`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.enums import MemberRole
from enterprises.models import EnterpriseMember
from portal.core import clock, formats
from portal.core.enums import Role
from portal.documents.enums import DocumentState
from portal.notifications.reminders.kinds import Counts, Due, Family, ReminderKind
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Membership, Organization
from portal.organizations.roles import has_role
from programs.enums import CLOSED, CallState, EnrollmentState
from programs.models import Case, Enrollment, EnrollmentDocument, EnrollmentTransition

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from portal.notifications.models import ReminderRule
    from portal.notifications.reminders.days import Days

APPLICANT, OFFICERS, ESCALATED = "applicant", "officers", "escalated"

DEADLINES = Family(
    "deadlines", _("Deadlines of my applications"), _("A draft before its call closes, a correction, an offered place.")
)
DOCUMENTS = Family(
    "documents", _("Documents that expire"), _("A document of an application of mine is about to expire.")
)
REVIEWS = Family("reviews", _("Applications to review"), _("What waits for my organization, on business days."))


def of_the_enterprise(path: str, applicant: str) -> Q:
    """People told about an application: the owners of its enterprise, and the applicant while still of it.

    For the one `filter` that also joins nothing else of many rows; `path` leads to the enterprise's members.
    """
    return Q(
        Q(**{f"{path}__role": MemberRole.OWNER}) | Q(**{f"{path}__user": F(applicant)}),
        **{f"{path}__ended_at__isnull": True, f"{path}__user__is_active": True},
    )


def acts_for_an_enterprise(user: Any) -> bool:
    """Whether `user` belongs to an enterprise now: what is told to enterprises can reach nobody else."""
    return EnterpriseMember.objects.filter(user=user, ended_at__isnull=True).exists()


class OfApplication(ReminderKind):
    """A deadline of an application, told to its enterprise."""

    family = DEADLINES
    audiences = (APPLICANT,)
    counts = Counts.BEFORE
    deadline: str  # the column of the instant
    begun: str  # the column of the instant since which it has been awaited
    named_by = ("call_title", "enterprise_name", "folio")
    page: str  # where the person goes on, among the addresses of the programs
    variables = {
        "call_title": _("title of the call"),
        "enterprise_name": _("name of the enterprise"),
        "deadline": _("until when"),
    }

    def can_reach(self, user: Any) -> bool:
        return acts_for_an_enterprise(user)

    def awaited(self, city: Municipality) -> QuerySet[Enrollment]:
        """Narrow to the applications of the city that wait for their enterprise."""
        raise NotImplementedError

    def due(self, rule: ReminderRule, days: Days) -> Iterable[Due]:
        if not (reached := days.before()):
            return
        people = of_the_enterprise("enterprise__members", "applicant")
        rows = self.awaited(rule.municipality).filter(reached.where(self.deadline, begun=self.begun), people)
        yield Due(
            APPLICANT,
            rows.annotate(
                subject=F("pk"),
                recipient=F("enterprise__members__user_id"),
                occasion=reached.occasion(self.deadline),
            ),
        )

    def facts(self, audience: str, subjects: Collection[int], city: Municipality) -> dict[int, dict[str, Any]]:
        names = ("enterprise__trade_name", "enterprise__legal_name")
        rows = Enrollment.objects.filter(pk__in=subjects).annotate(until=F(self.deadline))
        written: dict[Any, str] = {}  # many wait for the same deadline
        facts = {}
        for row in rows.select_related("call", "enterprise").only("folio", "public_id", "call__title", *names):
            if row.until not in written:
                written[row.until] = formats.deadline(row.until, city)
            facts[row.pk] = {
                "folio": row.folio or "",
                "call_title": row.call.title,
                "enterprise_name": row.enterprise.display_name,
                "deadline": written[row.until],
                "path": reverse(f"programs:{self.page}", args=[row.public_id]),
            }
        return facts


class DraftClosing(OfApplication):
    code = "programs.draft_closing"
    label = _("Unfinished application before its call closes")
    deadline, begun, page = "call__closes_at", "created_at", "overview"

    def awaited(self, city: Municipality) -> QuerySet[Enrollment]:
        return Enrollment.objects.drafts().filter(call__municipality=city, call__state=CallState.PUBLISHED)


class CorrectionDue(OfApplication):
    code = "programs.correction_due"
    label = _("Correction that has not been sent")
    deadline, begun, page = "correction_due_at", "asked_at", "correction"

    def awaited(self, city: Municipality) -> QuerySet[Enrollment]:
        return _since(EnrollmentState.CHANGES_REQUESTED, city)


class OfferExpiring(OfApplication):
    code = "programs.offer_expiring"
    label = _("Offered place that nobody has accepted")
    deadline, begun, page = "offer_expires_at", "asked_at", "offer"

    def awaited(self, city: Municipality) -> QuerySet[Enrollment]:
        return _since(EnrollmentState.OFFERED, city)


def _since(state: EnrollmentState, city: Municipality) -> QuerySet[Enrollment]:
    """The applications in `state`, with the instant since which they are (`asked_at`)."""
    steps = EnrollmentTransition.objects.filter(subject=OuterRef("pk"), to_state=state).order_by("-at", "-pk")
    asked_at = Coalesce(Subquery(steps.values("at")[:1]), "submitted_at")
    return Enrollment.objects.filter(state=state, call__municipality=city).annotate(asked_at=asked_at)


class DocumentExpiring(ReminderKind):
    """A document that an application under way was given, with the day on which it expires."""

    code = "programs.document_expiring"
    label = _("Document of an application that expires")
    family = DOCUMENTS
    audiences = (APPLICANT,)
    counts = Counts.BEFORE
    variables = {"document_name": _("name of the document"), "enterprise_name": _("name of the enterprise")}
    named_by = ("enterprise_name",)

    def can_reach(self, user: Any) -> bool:
        return acts_for_an_enterprise(user)

    def due(self, rule: ReminderRule, days: Days) -> Iterable[Due]:
        if not (reached := days.before()):
            return
        expiry = "document__expires_on"
        people = of_the_enterprise("enrollment__enterprise__members", "enrollment__applicant")
        under_way = ~Q(enrollment__state__in=[*CLOSED, EnrollmentState.COMPLETED])
        rows = EnrollmentDocument.objects.filter(
            reached.where(expiry, begun="attached_at", dates=True),
            under_way,
            people,
            removed_at__isnull=True,
            document__state=DocumentState.CLEAN,
            document__withdrawn_at__isnull=True,
            document__superseded_by__isnull=True,
            enrollment__call__municipality=rule.municipality,
        )
        yield Due(
            APPLICANT,
            rows.annotate(
                subject=F("pk"),
                recipient=F("enrollment__enterprise__members__user_id"),
                occasion=reached.occasion(expiry, dates=True),
            ),
        )

    def facts(self, audience: str, subjects: Collection[int], city: Municipality) -> dict[int, dict[str, Any]]:
        rows = EnrollmentDocument.objects.filter(pk__in=subjects).select_related("document", "enrollment__enterprise")
        return {
            row.pk: {
                "document_name": row.document.original_name,
                "enterprise_name": row.enrollment.enterprise.display_name,
                "expires_on": formats.date(row.document.expires_on, city),
                "path": reverse("programs:documents", args=[row.enrollment.public_id])
                if row.enrollment.is_editable
                else reverse("programs:overview", args=[row.enrollment.public_id]),
            }
            for row in rows
        }


class ReviewsPending(ReminderKind):
    """What waits for the officers: every day that something does; and after the rule's days it is told higher up."""

    code = "programs.reviews_pending"
    label = _("Applications that wait for their review")
    family = REVIEWS
    audiences = (OFFICERS, ESCALATED)
    counts = Counts.DAILY
    escalates = True
    named_by = ("folio", "call_title", "organization_name")

    def can_reach(self, user: Any) -> bool:
        return has_role(user, Role.OFFICER, Role.CITY_ADMIN)

    def due(self, rule: ReminderRule, days: Days) -> Iterable[Due]:
        if not days.has_come_today:
            return
        city = rule.municipality
        waiting = Case.objects.pending().filter(municipality=city)
        officers = _holding(Role.OFFICER).filter(organization__in=waiting.values("organization"))
        yield Due(
            OFFICERS,
            officers.annotate(subject=F("organization_id"), recipient=F("user_id"), occasion=Value(days.today)),
        )
        if not (late := days.after(rule.escalate_days)):
            return
        for holder, role, kind in (
            ("municipality__organizations", Role.CITY_ADMIN, OrganizationKind.CITY),
            ("organization", Role.OFFICER, None),
        ):
            rows = waiting.filter(late.where("submitted_at"), _answer_for(holder, role, kind))
            yield Due(
                ESCALATED,
                rows.annotate(
                    subject=F("pk"),
                    recipient=F(f"{holder}__memberships__user_id"),
                    occasion=late.occasion("submitted_at"),
                ),
            )

    def facts(self, audience: str, subjects: Collection[int], city: Municipality) -> dict[int, dict[str, Any]]:
        return self._queues(subjects, city) if audience == OFFICERS else self._cases(subjects, city)

    def _queues(self, subjects: Collection[int], city: Municipality) -> dict[int, dict[str, Any]]:
        counts = {
            row["organization"]: row
            for row in Case.objects.pending()
            .filter(municipality=city, organization__in=subjects)
            .order_by()
            .values("organization")
            .annotate(waiting=Count("pk"), oldest=Min("submitted_at"), first_due=Min("due_at"))
        }
        names = dict(Organization.objects.filter(pk__in=subjects).values_list("pk", "name"))
        return {
            pk: {
                "organization_name": names[pk],
                "waiting": row["waiting"],
                "oldest": formats.date(row["oldest"], city),
                "first_due": formats.date(row["first_due"], city),
                "path": reverse("console:queue"),
            }
            for pk, row in counts.items()
        }

    def _cases(self, subjects: Collection[int], city: Municipality) -> dict[int, dict[str, Any]]:
        today = clock.today(city.zone)
        rows = Case.objects.filter(pk__in=subjects).select_related("organization")
        return {
            row.pk: {
                "folio": row.folio,
                "call_title": row.title,
                "organization_name": row.organization.name,
                "submitted_on": formats.date(row.submitted_at, city),
                "days": (today - row.submitted_at.astimezone(city.zone).date()).days,
                "path": row.get_absolute_url(),
            }
            for row in rows
        }


def _holding(role: Role) -> QuerySet[Membership]:
    return Membership.objects.active().filter(role=role, user__is_active=True)


def _answer_for(holder: str, role: Role, kind: OrganizationKind | None) -> Q:
    """Condition on the active people who hold `role` in the organization at the end of `holder`."""
    held = f"{holder}__memberships"
    condition = Q(
        **{f"{held}__role": role, f"{held}__ended_at__isnull": True, f"{held}__user__is_active": True},
        **{f"{holder}__is_active": True},
    )
    return condition & Q(**{f"{holder}__kind": kind}) if kind else condition
