"""Production: PostgreSQL, Redis, keys from outside, TLS. It refuses to start unsafe, with a sentence that says why."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import (
    ALLOWED_HOSTS,
    CACHES,
    DATABASE_URL,
    FIELD_ENCRYPTION_KEYS,
    INDEX_KEY,
    LEDGER_KEY,
    REDIS_URL,
    SECRET_KEY,
    SITE_URL,
    STORAGES,
    TRUSTED_PROXY_COUNT,
    env,
)
from portal.settings.keys import check_key, check_secret

if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG is on. Production shows no one its insides: unset DEBUG.")
if env.bool("DEMO", default=False):
    raise ImproperlyConfigured("DEMO is on. Demo accounts have a published password: unset DEMO.")
check_secret("SECRET_KEY", SECRET_KEY)
if not FIELD_ENCRYPTION_KEYS:
    raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is missing: one key or more, the current one first.")
for _key in FIELD_ENCRYPTION_KEYS:
    check_key("FIELD_ENCRYPTION_KEYS", _key)
check_key("INDEX_KEY", INDEX_KEY)
check_key("LEDGER_KEY", LEDGER_KEY)
if len({INDEX_KEY, LEDGER_KEY, *FIELD_ENCRYPTION_KEYS}) < 2 + len(FIELD_ENCRYPTION_KEYS):
    raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS, INDEX_KEY and LEDGER_KEY must all be different keys.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the portal's own host names, and not '*'.")
if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must be a PostgreSQL address: postgres://user:password@host/name.")
if not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL is missing: the address of the Redis of worker and cache.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must be the portal's public address and begin with https://.")

CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked inside the network, without TLS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"

# The cache may share its Redis with the broker, which must never evict; the cache's keys all have a time limit.
CACHES["default"]["LOCATION"] = env.str("CACHE_URL", default=REDIS_URL)

if _bucket := env.str("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
