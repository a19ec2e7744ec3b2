from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "reports.run.cancel": _("stopped the report"),
        "reports.run.download": _("downloaded the report"),
        "reports.run.request": _("asked for the report"),
        "reports.run.retry": _("tried the report again"),
        "reports.run.write": _("wrote the report"),
        "reports.schedule.create": _("asked for the report to come by itself"),
        "reports.schedule.end": _("stopped the report that comes by itself"),
    }
)
