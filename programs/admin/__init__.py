"""The staff's desk for programs and calls, and a reading room for applications."""

from programs.admin import (  # noqa: F401 - imported for what they register
    calls,
    enrollments,
    past_benefits,
    programs,
)
