"""The staff's desk for courses, sessions and venues, and a reading room for the requests."""

from trainings.admin import courses, requests, sessions  # noqa: F401 - imported for what they register
