"""The rows that the figures need: León as its city file has it, and drafts that lack nothing, each with its session."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.middleware.csrf import _get_new_csrf_string
from django.urls import reverse

from portal.accounts.models import User
from programs.actions import publish_call
from programs.enums import EnrollmentState
from programs.models import Call, Enrollment
from tests.factories.programs import CallFactory, EnrollmentFactory, RuleFactory


def published_call() -> Call:
    """Load León and publish its first call, as staff would."""
    city_file = Path(settings.BASE_DIR) / "portal" / "cities" / "leon.toml"
    call_command("load_city", str(city_file), verbosity=0)
    call = Call.objects.filter(municipality__slug="leon").order_by("pk").first()
    publish_call(call.versions.get(), by=None)
    return call


def decided(call: Call, count: int) -> None:
    """Give the call approved applications for the public figures to count."""
    Call.objects.filter(pk=call.pk).update(places=count)
    call.refresh_from_db()
    for _ in range(count):
        EnrollmentFactory(call=call, state=EnrollmentState.APPROVED)


def drafts(count: int) -> Iterator[tuple[str, str, str]]:
    """Make drafts that can be sent; give the page that sends, the session key and the CSRF token of each."""
    call = CallFactory(places=10)
    RuleFactory(version=call.current_version)
    made = [EnrollmentFactory(call=call) for _ in range(count)]
    backend = "django.contrib.auth.backends.ModelBackend"
    for enrollment in made:
        yield reverse("programs:review", args=[enrollment.public_id]), _session(enrollment.applicant, backend), _token()


def _session(user: User, backend: str) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = next(b for b in settings.AUTHENTICATION_BACKENDS if "axes" not in b.lower())
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def _token() -> str:
    return _get_new_csrf_string()


def sent() -> tuple[int, int]:
    """Return how many drafts were sent, and how many different folios they have."""
    rows = Enrollment.objects.filter(submitted_at__isnull=False, state=EnrollmentState.SUBMITTED)
    return rows.count(), rows.values("folio").distinct().count()
