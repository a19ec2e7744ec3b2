from portal.reports.models.runs import ReportRun
from portal.reports.models.schedules import ReportSchedule

__all__ = ["ReportRun", "ReportSchedule"]
