from portal.reports.actions.requests import cancel, record_download, request_report, retry
from portal.reports.actions.schedules import create_due_runs, end_schedule, schedule_report
from portal.reports.actions.working import bury_exhausted, claim, expire_files, run_due, work

__all__ = [
    "bury_exhausted",
    "cancel",
    "claim",
    "create_due_runs",
    "end_schedule",
    "expire_files",
    "record_download",
    "request_report",
    "retry",
    "run_due",
    "schedule_report",
    "work",
]
