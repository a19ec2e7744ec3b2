"""Settings of the portal as processes on the test's PostgreSQL and Redis: the tests' own, with a real broker."""

import os

from portal.settings.test import *  # noqa: F403
from portal.settings.test import CACHES, MIDDLEWARE, REDIS_URL

PREFIX = os.environ["BROWSER_QUEUE"]  # of this test's own messages and cache

SITE_URL = os.environ["SITE_URL"]
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": PREFIX}
CACHES["default"]["KEY_PREFIX"] = PREFIX
EMAIL_BACKEND = "portal.notifications.mailbox.MailboxBackend"
MIDDLEWARE.insert(2, "whitenoise.middleware.WhiteNoiseMiddleware")
WHITENOISE_USE_FINDERS = True
