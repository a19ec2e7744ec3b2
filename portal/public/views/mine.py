"""`/mi/`: what the person who is logged in has to do now, and what is theirs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enterprises.models import Enterprise
from portal.core import clock
from portal.core.enums import Role
from portal.organizations.roles import has_role
from programs.models import Enrollment
from programs.tracking import card_of
from trainings.models import SeatRequest
from trainings.tracking import card_of as course_card

NEWEST = 12


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what is owed first, then applications and enterprises; someone new is shown where to begin."""
    enrollments = Enrollment.objects.of_applicant(request.user).with_listing().order_by("-created_at", "-pk")
    cards = [card_of(enrollment) for enrollment in enrollments[:NEWEST]]
    enterprises = Enterprise.objects.of_member(request.user).with_listing().order_by("legal_name", "pk")
    seats = SeatRequest.objects.of_applicant(request.user).active().with_listing()
    seats = seats.filter(session__ends_at__gt=clock.now()).order_by("session__starts_at", "pk")
    context = {
        "owed": [card for card in cards if card["owes"]],
        "cards": [card for card in cards if not card["owes"]],
        "enterprises": enterprises[:NEWEST],
        "courses": [course_card(row) for row in seats[:NEWEST]],
        "is_officer": has_role(request.user, Role.OFFICER),
        "is_staff": request.user.is_staff,
    }
    return render(request, "public/mine.html", context)
