"""Where an officer's word stands above what the rule's fact says, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from programs.models.enrollments import Enrollment


class RuleOverride(models.Model):
    """A rule that counts as met for one application, by an officer's reasoned word."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="overrides")
    rule_code = models.SlugField(_("rule"), max_length=60)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("exception to a rule")
        verbose_name_plural = _("exceptions to rules")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "rule_code"],
                name="rule_override_once",
                violation_error_message=_("This rule already has an exception for this application."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="rule_override_with_a_reason",
                violation_error_message=_("An exception has its reason in writing."),
            ),
        ]

    def __str__(self) -> str:
        return self.rule_code
