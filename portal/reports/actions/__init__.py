from portal.reports.actions.importing import (
    bury_exhausted_imports,
    claim_import,
    forget_abandoned_imports,
    run_due_imports,
    work_import,
)
from portal.reports.actions.imports import cancel_import, confirm_import, recheck_import, send_import
from portal.reports.actions.requests import cancel, record_download, request_report, retry
from portal.reports.actions.schedules import create_due_runs, end_schedule, schedule_report
from portal.reports.actions.working import bury_exhausted, claim, expire_files, run_due, work

__all__ = [
    "bury_exhausted",
    "bury_exhausted_imports",
    "cancel",
    "cancel_import",
    "claim",
    "claim_import",
    "confirm_import",
    "create_due_runs",
    "end_schedule",
    "expire_files",
    "forget_abandoned_imports",
    "recheck_import",
    "record_download",
    "request_report",
    "retry",
    "run_due",
    "run_due_imports",
    "schedule_report",
    "send_import",
    "work",
    "work_import",
]
