from portal.reports.models.imports import ImportRow, ImportRun, ImportUpload
from portal.reports.models.runs import ReportRun
from portal.reports.models.schedules import ReportSchedule

__all__ = ["ImportRow", "ImportRun", "ImportUpload", "ReportRun", "ReportSchedule"]
