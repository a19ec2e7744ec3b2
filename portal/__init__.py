"""The project: settings, addresses, and the services that every app uses."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
