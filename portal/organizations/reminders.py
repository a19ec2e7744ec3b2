"""What is reminded of agreements. The texts are in `templates/notifications/reminders/organizations/`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core import clock, formats
from portal.core.enums import Role
from portal.notifications.reminders.kinds import Counts, Due, Family, ReminderKind
from portal.organizations.enums import OrganizationKind
from portal.organizations.models import Agreement
from portal.organizations.roles import has_role

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from portal.notifications.models import ReminderRule
    from portal.notifications.reminders.days import Days

LEAD, STAFF = "lead", "staff"

AGREEMENTS = Family("agreements", _("Agreements"), _("An agreement that is about to end."))


class AgreementEnding(ReminderKind):
    """An agreement in force that ends: to the officers of who leads it, and to the city's staff."""

    code = "organizations.agreement_ending"
    label = _("Agreement that is about to end")
    family = AGREEMENTS
    audiences = (LEAD, STAFF)
    counts = Counts.BEFORE
    variables = {"agreement_title": _("title of the agreement"), "ends_on": _("last day")}

    named_by = ("agreement_title",)

    def can_reach(self, user: Any) -> bool:
        return has_role(user, Role.OFFICER, Role.STAFF, Role.CITY_ADMIN)

    def due(self, rule: ReminderRule, days: Days) -> Iterable[Due]:
        if not (reached := days.before()):
            return
        ending = Agreement.objects.in_force().filter(municipality=rule.municipality)
        for audience, holder, roles, kind in (
            (LEAD, "led_by", (Role.OFFICER,), None),
            (STAFF, "municipality__organizations", (Role.STAFF, Role.CITY_ADMIN), OrganizationKind.CITY),
        ):
            # One filter, so that all conditions are on the same membership.
            rows = ending.filter(reached.where("ends_on", dates=True), _held(holder, roles, kind))
            recipient = F(f"{holder}__memberships__user_id")
            occasion = reached.occasion("ends_on", dates=True)
            yield Due(audience, rows.annotate(subject=F("pk"), recipient=recipient, occasion=occasion).distinct())

    def facts(self, audience: str, subjects: Collection[int], city: Municipality) -> dict[int, dict[str, Any]]:
        today = clock.today(city.zone)
        rows = Agreement.objects.filter(pk__in=subjects).select_related("led_by")
        return {
            row.pk: {
                "agreement_title": row.title,
                "organization_name": row.led_by.name,
                "ends_on": formats.date(row.ends_on, city),
                "days": max((row.ends_on - today).days, 0),
                "path": reverse("admin:organizations_agreement_desk", args=[row.pk])
                if audience == STAFF
                else reverse("public:city", args=[city.slug]),
            }
            for row in rows
        }


def _held(holder: str, roles: tuple[Role, ...], kind: OrganizationKind | None) -> Q:
    """Condition on the active people who hold one of `roles` in the organization at the end of `holder`."""
    held = f"{holder}__memberships"
    condition = Q(
        **{f"{held}__role__in": roles, f"{held}__ended_at__isnull": True, f"{held}__user__is_active": True},
        **{f"{holder}__is_active": True},
    )
    return condition & Q(**{f"{holder}__kind": kind}) if kind else condition
