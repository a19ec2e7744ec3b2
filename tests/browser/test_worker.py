"""The journey's mails with the real worker on Redis: it is killed in the middle and started again, and none is lost."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection, transaction
from redis import Redis

from portal.accounts.notifications import UnknownAccount
from portal.core import clock
from portal.notifications.actions import notify
from portal.notifications.models import DemoMail, OutboxMessage
from programs.models import Call
from tests.browser import journey
from tests.browser.applications import sent
from tests.browser.processes import Installation, until

MANY = 400


@pytest.fixture
def installation(leon, tmp_path: Path) -> Iterator[Installation]:
    database = connection.settings_dict
    queue = f"browser-{uuid.uuid4().hex}-"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    installed = Installation(
        {
            "DJANGO_SETTINGS_MODULE": "tests.browser.served",
            "DATABASE_URL": f"postgres://{database['USER']}{password}@{database['HOST']}:{database['PORT']}"
            f"/{database['NAME']}",
            "REDIS_URL": settings.REDIS_URL,
            "BROWSER_QUEUE": queue,
        },
        tmp_path,
    )
    yield installed
    installed.stops()
    redis = Redis.from_url(settings.REDIS_URL)
    for key in redis.scan_iter(match=f"{queue}*", count=1000):
        redis.delete(key)
    redis.close()


def rings(installation: Installation) -> None:
    """What the scheduler does each minute."""
    with Celery(broker=settings.REDIS_URL, set_as_current=False) as bell:
        bell.conf.broker_transport_options = {"global_keyprefix": installation.environment["BROWSER_QUEUE"]}
        bell.send_task("portal.notifications.tasks.sweep_outbox", ignore_result=True)


def unsent() -> int:
    return OutboxMessage.objects.exclude(state="sent").count()


def test_the_worker_sends_the_mails_and_a_killed_one_loses_none(installation, people, leon):
    installation.starts_web()
    worker = installation.starts_worker()

    # The code of the sign-up comes by the worker, and is read where a demo shows its mails.
    ximena = people(installation.site, looks=False)
    ximena.opens("/cuenta/registro/?ciudad=leon")
    ximena.fills(full_name="Ximena Prueba", email=journey.EMAIL, password1=journey.PASSWORD, accepts_notice=True)
    ximena.presses("Create my account")
    until(lambda: DemoMail.objects.to_address(journey.EMAIL).exists(), installation.log("worker"))
    ximena.fills(code=journey.code_in(DemoMail.objects.to_address(journey.EMAIL).get().text))
    ximena.presses("Continue")
    assert ximena.path == "/mi/"

    # Killed while it sends many, and while nobody is there to send the receipt of an application.
    with transaction.atomic():
        for number in range(MANY):
            notify(UnknownAccount(f"persona{number}@mail.example", language="es", municipality=leon))
    rings(installation)
    until(lambda: DemoMail.objects.count() > 5, "the worker sends")
    installation.kills(worker)
    assert unsent() > 0, "the worker was faster than the test: raise MANY"
    enrollment = sent(Call.objects.get(slug=journey.CALL), "Ana")
    ximena.opens("/leon/")

    # Another one goes on where it was; what it held is free again when its lease has ended.
    installation.starts_worker()
    past = clock.now() - timedelta(seconds=1)
    OutboxMessage.objects.filter(state="leased").update(lease_until=past, due_at=past)
    rings(installation)
    until(lambda: unsent() == 0, "every mail is sent")
    subjects = set(DemoMail.objects.to_address(enrollment.applicant.email).values_list("subject", flat=True))
    assert any(enrollment.folio in subject for subject in subjects)
    kept = set(DemoMail.objects.values_list("message_id", flat=True))
    assert len(kept) == OutboxMessage.objects.count()
