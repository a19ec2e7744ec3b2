"""Failed log-ins are limited per account and, more widely, per network address; the counts are in the database."""

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class LoginLimitHandler(AxesDatabaseHandler):
    """Adds a second limit to axes: an address that fails with many accounts is locked too.

    Offices share one address, hence LOGIN_FAILURES_PER_ADDRESS is well above AXES_FAILURE_LIMIT.
    """

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """The failures that count against this attempt, 0 or more; AXES_FAILURE_LIMIT of them lock it."""
        by_account = super().get_failures(request, credentials)
        by_address = self._failures_of_address(request)
        return max(by_account, by_address) if by_address >= settings.LOGIN_FAILURES_PER_ADDRESS else by_account

    def _failures_of_address(self, request: HttpRequest) -> int:
        attempts = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
        )
        return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
