"""The staff's desk for programs and calls, and a reading room for applications."""

from programs.admin import calls, enrollments, programs  # noqa: F401 - imported for what they register
