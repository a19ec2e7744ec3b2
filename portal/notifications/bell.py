"""The broker as a bell: it tells a worker that there is work. The work itself is a row, and a sweep finds it anyway."""

import logging

from amqp.exceptions import AMQPError
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from portal.celery import app  # not celery.current_app, which in a thread of the web server may be another one

logger = logging.getLogger(__name__)

# What a broker that is down, full or unreachable raises, whichever it is.
BROKER_DOWN = (KombuError, RedisError, AMQPError, OSError)


def ring(task: str, *args: object) -> None:
    """Ask a worker to run the task of that name soon, with ids as arguments.

    A broker that is down is logged and passed over: the commit stands, and the sweep does the work later.
    """
    try:
        app.send_task(task, args, ignore_result=True)
    except BROKER_DOWN as error:
        logger.warning("The broker does not take %s, the sweep will do its work: %s", task, error)


def ring_on_commit(task: str, *args: object) -> None:
    """`ring` once the open transaction has committed; never when it rolls back."""
    transaction.on_commit(lambda: ring(task, *args))
