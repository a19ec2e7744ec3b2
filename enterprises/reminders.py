"""What enterprises are reminded of. The texts are in `templates/notifications/reminders/enterprises/`."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enterprises.enums import MemberRole, RegistrationState
from enterprises.models import Enterprise, EnterpriseMember, MercantileRegistration
from portal.core import clock, formats
from portal.core.calendar import BusinessCalendar
from portal.core.enums import Country
from portal.notifications.reminders.kinds import Counts, Due, Family, ReminderKind

if TYPE_CHECKING:
    from portal.core.models import Municipality
    from portal.notifications.models import ReminderRule
    from portal.notifications.reminders.days import Days

OWNERS = "owners"

REGISTRATIONS = Family(
    "registrations", _("Renewals of my enterprise"), _("The registration that is renewed each year.")
)


def last_day_to_renew(year: int, calendar: BusinessCalendar) -> date:
    """31 March of `year`, or the next business day (Código de Comercio, art. 33; Ley 4/1913, art. 62)."""
    day = date(year, 3, 31)
    while not calendar.is_business_day(day):
        day += timedelta(days=1)
    return day


class RegistrationRenewal(ReminderKind):
    """The matrícula mercantil of Colombia: enterprises of the city that have not declared this year's renewal."""

    code = "enterprises.registration_renewal"
    label = _("Yearly renewal of the mercantile registration")
    family = REGISTRATIONS
    audiences = (OWNERS,)
    counts = Counts.BEFORE
    variables = {"enterprise_name": _("name of the enterprise"), "deadline": _("until when")}

    named_by = ("enterprise_name",)

    def can_reach(self, user: Any) -> bool:
        owned = EnterpriseMember.objects.filter(user=user, ended_at__isnull=True, role=MemberRole.OWNER)
        return owned.filter(enterprise__municipality__country=Country.CO).exists()

    def due(self, rule: "ReminderRule", days: "Days") -> Iterable[Due]:
        last_day = last_day_to_renew(days.today.year, days.calendar)
        if (occasion := days.of_deadline(last_day)) is None:
            return
        registrations = MercantileRegistration.objects.filter(enterprise=OuterRef("pk"))
        answered = registrations.filter(renewed_year__gte=last_day.year).exclude(state=RegistrationState.REFUSED)
        rows = (
            Enterprise.objects.standing()
            .filter(
                Exists(registrations.confirmed()),
                ~Exists(answered),
                municipality=rule.municipality,
                members__ended_at__isnull=True,
                members__role=MemberRole.OWNER,
                members__user__is_active=True,
            )
            .annotate(subject=F("pk"), recipient=F("members__user_id"), occasion=Value(occasion))
        )
        yield Due(OWNERS, rows)

    def facts(self, audience: str, subjects: Collection[int], city: "Municipality") -> dict[int, dict[str, Any]]:
        last_day = last_day_to_renew(clock.today(city.zone).year, BusinessCalendar.of(city))
        return {
            row.pk: {
                "enterprise_name": row.display_name,
                "deadline": formats.date(last_day, city),
                "path": reverse("enterprises:registration", args=[row.public_id]),
            }
            for row in Enterprise.objects.filter(pk__in=subjects)
        }
