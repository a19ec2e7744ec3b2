from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "reports.import.cancel": _("gave the import up"),
        "reports.import.confirm": _("said yes to the import"),
        "reports.import.fail": _("did not import the file"),
        "reports.import.recheck": _("let the file be checked again"),
        "reports.import.send": _("sent a file to import"),
        "reports.import.write": _("imported the file"),
        "reports.run.cancel": _("stopped the report"),
        "reports.run.download": _("downloaded the report"),
        "reports.run.request": _("asked for the report"),
        "reports.run.retry": _("tried the report again"),
        "reports.run.write": _("wrote the report"),
        "reports.schedule.create": _("asked for the report to come by itself"),
        "reports.schedule.end": _("stopped the report that comes by itself"),
    }
)
