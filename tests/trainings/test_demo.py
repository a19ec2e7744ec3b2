"""Juárez's demo: sessions given in each of the three ways, made by the actions alone."""

import pytest
from django.utils.module_loading import autodiscover_modules

from enterprises.demo_places import JUAREZ
from portal.core import cities
from portal.core.demo import ACCOUNTS, parts
from portal.core.models import LedgerEntry
from tests.factories.accounts import UserFactory
from trainings.actions import holders
from trainings.demo import OFFICER, STAFF
from trainings.enums import RequestState as R
from trainings.models import SeatRequest, Session

pytestmark = pytest.mark.django_db(transaction=True)


def test_juarezs_demo_shows_each_way_of_giving_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    cities.load(next(path for path in cities.shipped() if path.stem == "juarez"))
    for email in (JUAREZ.owner, STAFF, OFFICER, "capacitacion@juarez.example"):
        UserFactory(email=email)
    monkeypatch.setattr("portal.organizations.demo.accounts", lambda: [a for a in ACCOUNTS if a.city == "juarez"])
    autodiscover_modules("demo")
    for part in parts():
        if part.name in ("memberships", "enterprises", "trainings"):
            part.run()
    assert {(s.course.slug, s.state) for s in Session.objects.select_related("course")} == {
        ("seguridad-en-maquinas", "held"),
        ("metrologia-dimensional", "published"),
        ("plc-basico", "published"),
        ("soldadura-mig", "published"),
    }
    assert all(session.taken == holders(session) for session in Session.objects.all())
    assert set(SeatRequest.objects.values_list("state", flat=True)) == {
        R.CONFIRMED, R.WAITLISTED, R.SUBMITTED, R.WITHDRAWN
    }  # fmt: skip
    mine = SeatRequest.objects.filter(applicant__email=JUAREZ.owner)
    assert set(mine.values_list("session__seat_mode", "state")) == {
        ("ranked", "submitted"),
        ("by_officer", "submitted"),
    }
    assert SeatRequest.objects.get(session__seat_mode="by_officer", state=R.CONFIRMED).case.decided_by.email == OFFICER
    assert not LedgerEntry.objects.filter(action__startswith="trainings.", action__endswith=".refused").exists()
