"""The portal on one machine with nothing beside it: SQLite, a broker of files, keys made at the first start.

For trying it, with the demo data, and for one small office. `make run` serves these settings on 127.0.0.1.
"""

from portal.logs import logging_config
from portal.settings.base import *  # noqa: F403
from portal.settings.base import FILE_CACHE, LOG_LEVEL, VAR_DIR, database, env
from portal.settings.keys import kept_keys

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

_keys = kept_keys(VAR_DIR / "keys.json")
SECRET_KEY = _keys["SECRET_KEY"]
FIELD_ENCRYPTION_KEYS = _keys["FIELD_ENCRYPTION_KEYS"]
INDEX_KEY = _keys["INDEX_KEY"]
LEDGER_KEY = _keys["LEDGER_KEY"]

# Whatever DATABASE_URL and REDIS_URL say: they belong to another installation, or to its tests.
DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
CACHES = {"default": FILE_CACHE}

_messages, _control = VAR_DIR / "queue" / "messages", VAR_DIR / "queue" / "control"
for _folder in (_messages, _control):
    _folder.mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # One folder in and out: the same program writes and reads.
    "data_folder_in": str(_messages),
    "data_folder_out": str(_messages),
    "control_folder": str(_control),
    "store_processed": False,
}
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # its replies would pile up as files

MFA_REQUIRED_ROLES = env.list("MFA_REQUIRED_ROLES", default=[])
if DEMO:
    EMAIL_BACKEND = "portal.notifications.mailbox.MailboxBackend"

LOGGING = logging_config(level=LOG_LEVEL, as_json=False)
