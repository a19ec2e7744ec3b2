"""What the floors below register without knowing of roles, seen through them; and what would go round them, removed."""

from datetime import date
from typing import Any

import holidays
from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from portal.core import clock, terms
from portal.core.actions import Refused
from portal.core.admin import MunicipalityAdmin
from portal.core.models import Municipality, NonWorkingDay
from portal.organizations.actions.calendar import close_days, open_day
from portal.organizations.admin_scope import CityScopedAdmin
from portal.organizations.forms import ClosedDaysForm

# Rights come from memberships, addresses are confirmed by their owners, second factors are theirs.
admin.site.unregister([Group, EmailAddress, Authenticator, Municipality])


@admin.register(Municipality)
class CityAdmin(CityScopedAdmin, MunicipalityAdmin):
    """The city's own settings, for its administrators; somebody who is staff of another city only reads that one."""

    change_form_template = "organizations/admin_city.html"
    fieldsets = (
        (None, {"fields": ("name", "official_name", "is_published")}),
        (gettext_lazy("Colours"), {"fields": ("brand_color", "brand_dark", "brand_soft")}),
        (gettext_lazy("Contact"), {"fields": ("phone", "whatsapp", "email", "address", "office_hours")}),
        (gettext_lazy("Texts"), {"fields": ("home_text", "legend")}),
        (gettext_lazy("Thresholds and terms"), {"fields": ("settings",), "classes": ("collapse",)}),
        (
            gettext_lazy("What does not change"),
            {"fields": ("slug", "country", "locale", "currency", "timezone", "folio_prefix")},
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.calendar_view)
        return [path("<int:pk>/calendario/", view, name="core_municipality_calendar"), *super().get_urls()]

    def calendar_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The days that the city closes, beside those of its country: an own view, since closing is a verb."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        city = self.in_scope_or_404(request, pk)
        may_change = self.has_change_permission(request, city)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        form = ClosedDaysForm(request.POST if "close" in request.POST or "look" in request.POST else None)
        if request.method == "POST" and self._change_calendar(request, city, form):
            return redirect("admin:core_municipality_calendar", pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Calendar of %(city)s") % {"city": city.name},
            "opts": self.opts,
            "city": city,
            "form": form,
            "may_change": may_change,
            "closed": NonWorkingDay.objects.filter(municipality=city).order_by("-date")[:200],
            "holidays": _holidays(city),
            "moved": self._outlook(city, form) if "look" in request.POST else None,
        }
        return render(request, "organizations/admin_calendar.html", context)

    def _change_calendar(self, request: HttpRequest, city: Municipality, form: ClosedDaysForm) -> bool:
        """Close or open what was asked; False where it was refused, or only to be looked at."""
        try:
            if "open" in request.POST:
                open_day(city, by=request.user, day=_day(request.POST["open"]))
                messages.success(request, gettext("The city works on this day again."))
                return True
            if "close" not in request.POST or not form.is_valid():
                return False
            new = close_days(city, by=request.user, days=form.cleaned_data["days"])
        except Refused as refused:
            if "open" in request.POST:
                messages.error(request, refused.message)
                return True
            form.add_error(None, refused.message)
            return False
        said = ngettext("%(count)d day was closed.", "%(count)d days were closed.", new)
        messages.success(request, said % {"count": new})
        return True

    @staticmethod
    def _outlook(city: Municipality, form: ClosedDaysForm) -> list[tuple[str, int]] | None:
        """By kind, how many terms would become longer; nothing is written."""
        if not form.is_valid():
            return None
        return terms.move(terms.Change.of(city, set(form.cleaned_data["days"])), writes=False)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("unknown", gettext("This day is not in the city's list.")) from error


def _holidays(city: Municipality) -> list[tuple[date, str]]:
    """The holidays of the country, this year and the next, by their names in the language of the page where known."""
    year = clock.today(city.zone).year
    language = {"es": "es", "en": "en_US"}[(get_language() or "es")[:2]]
    known: Any = holidays.country_holidays(city.country, years=(year, year + 1), language=language)
    return sorted(known.items())
