"""Two workers, and workers that die: each message is claimed once at a time, and none is lost."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from portal.core import clock
from portal.notifications.actions import claim, deliver_due
from portal.notifications.actions import delivery as delivering
from portal.notifications.enums import MessageState
from portal.notifications.models import OutboxMessage
from tests.factories.notifications import OutboxMessageFactory

WORKERS, MESSAGES = 6, 90


def claimed_meanwhile(monkeypatch) -> tuple[list[OutboxMessage], list[OutboxMessage]]:
    """What two workers get when the second claims between the first one's look and its grasp."""
    look, second = delivering._candidates, []

    def look_and_be_overtaken(limit):
        found = look(limit)
        monkeypatch.setattr(delivering, "_candidates", look)
        second.extend(claim(limit))
        return found

    monkeypatch.setattr(delivering, "_candidates", look_and_be_overtaken)
    return claim(5), second


@pytest.mark.django_db
def test_of_two_workers_that_see_the_same_message_one_gets_it(monkeypatch):
    OutboxMessageFactory.create_batch(5)
    first, second = claimed_meanwhile(monkeypatch)
    assert len(second) == 5
    assert first == []


@pytest.mark.django_db
def test_without_the_guard_both_would_get_it(monkeypatch):
    """The control: the test above can fail."""

    def take_unguarded(candidates):
        lease, now = delivering.uuid.uuid4(), clock.now()
        OutboxMessage.objects.filter(pk__in=candidates).update(
            state=MessageState.LEASED, lease=lease, lease_until=now + delivering.LEASE, due_at=now + delivering.LEASE
        )
        return lease

    monkeypatch.setattr(delivering, "_take", take_unguarded)
    OutboxMessageFactory.create_batch(5)
    first, second = claimed_meanwhile(monkeypatch)
    assert {message.pk for message in first} & {message.pk for message in second}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_claim_each_message_once():
    OutboxMessageFactory.create_batch(MESSAGES)
    start = Barrier(WORKERS)

    def work(_number: int) -> list[int]:
        mine = []
        try:
            start.wait()
            while messages := claim(7):
                mine += [message.pk for message in messages]
        finally:
            connection.close()
        return mine

    with ThreadPoolExecutor(WORKERS) as pool:
        claimed = Counter(pk for mine in pool.map(work, range(WORKERS)) for pk in mine)
    assert len(claimed) == MESSAGES
    assert set(claimed.values()) == {1}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_sending_loses_nothing_and_repeats_one_mail_with_its_id(tmp_path):
    messages = OutboxMessageFactory.create_batch(6)
    sent_file = tmp_path / "sent"
    sent_file.touch()
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    url = f"postgres://{account}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    command = [sys.executable, "-m", "tests.notifications.killed_worker", str(sent_file), "2"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": url}, check=False)
    assert done.returncode == -signal.SIGKILL
    before = sent_file.read_text().split()
    assert len(before) == 3
    assert deliver_due().handled == 0, "the dead worker's lease still holds"
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        deliver_due()
    after = [sent.extra_headers["Message-ID"] for sent in mail.outbox]
    copies = Counter(before + after)
    assert set(copies) == {message.message_id for message in messages}
    assert sorted(copies.values()) == [1, 1, 1, 1, 1, 2]
    assert copies[before[-1]] == 2, "the one that was sent and not marked"
    assert not OutboxMessage.objects.open().exists()
