"""The WSGI application. Without DJANGO_SETTINGS_MODULE it is production, which refuses to start unsafe."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

application = get_wsgi_application()
