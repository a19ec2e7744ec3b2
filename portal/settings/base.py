"""Every setting of the portal, safe as it stands. The other modules of this package override a few.

Each value from outside is read here once, with its type. `NAME_FILE` may name a file that holds the value of `NAME`.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.logs import logging_config
from portal.settings.environment import Environment

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var"))).resolve()

# --- What this installation is ---------------------------------------------------------------------------------------
DEBUG = False
PUBLIC_PAGE_SECONDS = 30  # how long a rendered public page is kept; browsers keep it as long again
DEMO = False  # demo accounts, demo banner and /correo/; embedded alone may turn it on
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")  # in mails and on printed documents
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
SITE_NAME = env.str("SITE_NAME", default="Portal MiPymes")

SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_ENCRYPTION_KEYS: list[str] = env.list("FIELD_ENCRYPTION_KEYS", default=[])
INDEX_KEY = env.str("INDEX_KEY", default="")
LEDGER_KEY = env.str("LEDGER_KEY", default="")
# The ledger's heads are noted here each hour; best a place that the database's keepers cannot write to.
LEDGER_ANCHOR_DIR = Path(env.str("LEDGER_ANCHOR_DIR", default=str(VAR_DIR / "anchors")))

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Roof first: a template, command or static file of ours goes before a library's of the same name.
    "portal.public",
    "trainings",
    "programs",
    "enterprises",
    "portal.reports",
    "portal.organizations",
    "portal.accounts",
    "portal.documents",
    "portal.notifications",
    "portal.core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "crispy_forms",
    "django_filters",
    "phonenumber_field",
]

MIDDLEWARE = [
    "portal.proxy.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.core.middleware.RequestIdMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # Django pads the answers at random against BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.core.middleware.NoStoreMiddleware",
    "portal.login_required.QuietLoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.organizations.middleware.SecondFactorMiddleware",
    "portal.organizations.middleware.DeskTimeMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a lock-out into its answer
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context.portal",
            ],
        },
    }
]

# --- Database --------------------------------------------------------------------------------------------------------
ATOMIC_REQUESTS = False  # actions own their transactions

SQLITE_OPTIONS: dict[str, Any] = {
    # IMMEDIATE takes the write lock at BEGIN, where the busy timeout applies; later, SQLite fails at once instead.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
}
POSTGRESQL_OPTIONS: dict[str, Any] = {
    # STATEMENT_TIMEOUT=0 lifts the limit for a long migration.
    # No JIT: compiling a query of many conditions takes longer than to run it over a whole registry.
    "options": "-c jit=off -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
    f" -c statement_timeout={env.str('STATEMENT_TIMEOUT', default='15s')}",
    "connect_timeout": 5,
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for the database at `url`, with the time limits that fit its kind."""
    config = dict(env.db_url_config(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        return config | {"OPTIONS": SQLITE_OPTIONS}
    return config | {
        "OPTIONS": POSTGRESQL_OPTIONS | config.get("OPTIONS", {}),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": database(DATABASE_URL or f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}

# --- Cache and jobs --------------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")

FILE_CACHE: dict[str, Any] = {
    # LocMem would be a cache per process: log-in limits and counters would not hold across gunicorn's workers.
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": VAR_DIR / "cache",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}
REDIS_CACHE: dict[str, Any] = {
    "BACKEND": "portal.cache.ForgivingRedisCache",
    "LOCATION": REDIS_URL,
    "KEY_PREFIX": "portal",
    "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "retry": Retry(NoBackoff(), 0)},
}
CACHES: dict[str, dict[str, Any]] = {"default": REDIS_CACHE if REDIS_URL else FILE_CACHE}

# A message is only a bell: the work is a row, and a sweep finds what a lost message left. No task has an ETA, which
# Redis would hand out again and again once it is longer than the visibility timeout.
VISIBILITY_TIMEOUT = 900  # seconds; longer than the longest task
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "socket_connect_timeout": 1,
    "socket_timeout": 10,
    "socket_keepalive": True,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_TIMEOUT}
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"


def every(task: str, seconds: int) -> dict[str, Any]:
    """A line of the schedule. A run that nobody took before the next one is due is dropped: the next does its work."""
    return {"task": task, "schedule": timedelta(seconds=seconds), "options": {"expires": seconds}}


CELERY_BEAT_SCHEDULE = {
    "deliver the outbox": every("portal.notifications.tasks.deliver_outbox", 30),
    "sweep the outbox": every("portal.notifications.tasks.sweep_outbox", 60),
    "sweep the quarantine": every("portal.documents.tasks.sweep_quarantine", 60),
    "send reminders": every("portal.notifications.tasks.send_reminders", 900),
    "seal the ledger": every("portal.core.tasks.seal_ledger", 60),
    "sweep the reports": every("portal.reports.tasks.sweep_reports", 60),
    "sweep the imports": every("portal.reports.tasks.sweep_imports", 60),
    "queue scheduled reports": every("portal.reports.tasks.schedule_reports", 900),
    "open and close calls": every("programs.tasks.advance_calls", 60),
    "expire offers": every("programs.tasks.expire_offers", 60),
    "expire corrections": every("programs.tasks.expire_corrections", 300),
    "rank, close and fill sessions": every("trainings.tasks.advance_sessions", 60),
    "end agreements": every("portal.organizations.tasks.end_agreements", 3600),
    "route requests to join": every("enterprises.tasks.route_join_requests", 300),
    "purge unfinished sign-ups": every("portal.accounts.tasks.purge_signups", 3600),
    "purge sessions": every("portal.accounts.tasks.purge_sessions", 3600),
    "purge failed log-ins": every("portal.accounts.tasks.purge_login_failures", 24 * 3600),
}

# --- Files -----------------------------------------------------------------------------------------------------------
MEDIA_ROOT = VAR_DIR / "media"  # private: no address serves it, documents go out through their views
MEDIA_URL = "/private-files-are-never-served/"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", default=10 * 1024 * 1024)  # of one file
VAULT_MAX_BYTES = env.int("VAULT_MAX_BYTES", default=300 * 1024 * 1024)  # of all that one owner's vault keeps
VAULT_MAX_FILES = env.int("VAULT_MAX_FILES", default=300)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # of a request without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger ones go to a temporary file
CLAMD_URL = env.str("CLAMD_URL", default="")  # tcp://host:3310 or unix:///path; when set, a file must pass it

# --- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses while an account or address is locked
    "allauth.account.auth_backends.AuthenticationBackend",
    "portal.organizations.backends.MembershipBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mi/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition(":")[0]
# axes counts a failure in the database once the password was hashed; this stops parallel guesses before that.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key"}
ACCOUNT_CHANGE_EMAIL = True
MFA_ADAPTER = "portal.accounts.second_factor.SecondFactorAdapter"  # keeps the secrets encrypted
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
# Roles that must set up a second factor before they can work.
MFA_REQUIRED_ROLES: list[str] = env.list(
    "MFA_REQUIRED_ROLES",
    default=[
        "officer",
        "trainer",
        "staff",
        "finance",
        "city_admin",
        "auditor",
        "evaluator",
        "contributor",
        "installation_admin",
    ],
)

AXES_HANDLER = "portal.login_limits.LoginLimitHandler"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "portal.accounts.login_limits.account_of"
AXES_LOCKOUT_CALLABLE = "portal.accounts.views.locked.locked_out"
AXES_FAILURE_LIMIT = 5  # failures per account …
LOGIN_FAILURES_PER_ADDRESS = 30  # … and per network address, whatever the account …
AXES_COOLOFF_TIME = timedelta(minutes=15)  # … within this time
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a stranger could keep an account locked for ever
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it misses the address among the parameters; our handler counts it
AXES_DISABLE_ACCESS_LOG = True  # log-ins are in the ledger
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its lists are in English; an account is unlocked from the list of people

# --- Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # instants are stored so; they are shown in the zone of the city
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

CRISPY_ALLOWED_TEMPLATE_PACKS = ("portal",)
CRISPY_TEMPLATE_PACK = "portal"

# --- Mail ------------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Portal MiPymes <no-responder@portal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Browsers --------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    # No nonces: they would make every page private to one answer, and public pages are cacheable.
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "portal.core.sessions.SealedSerializer"  # allauth keeps its codes in the session
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.public.views.errors.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Proxies of ours in front of the portal. Each adds one address to X-Forwarded-For; what is left of theirs is hearsay.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- Logs ------------------------------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = logging_config(level=LOG_LEVEL, as_json=True)
