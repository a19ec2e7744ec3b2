"""Tests: PostgreSQL and Redis by DATABASE_URL and REDIS_URL, fixed keys, quick passwords, undefined variables fail."""

import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.logs import logging_config
from portal.settings.base import *  # noqa: F403
from portal.settings.base import CACHES, DATABASE_URL, MIDDLEWARE, REDIS_URL, STORAGES, TEMPLATES
from portal.strict_templates import StrictUndefined

if not DATABASE_URL or not REDIS_URL:
    raise ImproperlyConfigured("The tests need DATABASE_URL and REDIS_URL. `make test` provides both.")

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

DEMO = True
SITE_URL = "https://portal.example"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECRET_KEY = "a fixed key that signs nothing but what the tests themselves read again"  # noqa: S105
FIELD_ENCRYPTION_KEYS = ["dGVzdHMtb25seS1maWVsZC1lbmNyeXB0aW9uLWtleTE=", "dGVzdHMtb25seS1maWVsZC1lbmNyeXB0aW9uLWtleTI="]
INDEX_KEY = "dGVzdHMtb25seS1pbmRleC1rZXktb2YtMzItYnl0ZXM="
LEDGER_KEY = "dGVzdHMtb25seS1sZWRnZXIta2V5LTMyLWJ5dGVzISE="

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MFA_REQUIRED_ROLES: list[str] = []
PUBLIC_PAGE_SECONDS = 0  # a test sees its own change; the cache has a test of its own

CACHES["default"]["KEY_PREFIX"] = f"test-{_worker}"
CELERY_BROKER_URL = "memory://"  # a bell that nobody hears: tests call the tasks as functions
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}

VAR_DIR = Path(tempfile.gettempdir()) / f"portal-test-{os.getpid()}"  # removed by tests/conftest.py
MEDIA_ROOT = VAR_DIR / "media"
LEDGER_ANCHOR_DIR = VAR_DIR / "anchors"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = StrictUndefined()

LOGGING = logging_config(level="WARNING", as_json=False)
