"""When reports are written: at each bell, and every minute for what a bell or a worker lost."""

from celery import shared_task

from portal.core import clock
from portal.reports import files
from portal.reports.actions import (
    bury_exhausted,
    bury_exhausted_imports,
    create_due_runs,
    expire_files,
    forget_abandoned_imports,
    run_due,
    run_due_imports,
)


@shared_task(name="portal.reports.tasks.run_reports")
def run_reports() -> dict[str, int]:
    """Write what waits."""
    return run_due()


@shared_task(name="portal.reports.tasks.sweep_reports")
def sweep_reports() -> dict[str, int]:
    """Give up what exhausted its attempts, remove old files and the orphans of one shelf, then write what waits."""
    minute = int(clock.now().timestamp() // 60)
    swept = {
        "buried": bury_exhausted(),
        "expired": expire_files(),
        "orphans": files.remove_orphans(files.SHELVES[minute % len(files.SHELVES)]),
    }
    return swept | run_due()


@shared_task(name="portal.reports.tasks.schedule_reports")
def schedule_reports() -> dict[str, int]:
    """Queue the reports whose month or quarter has ended."""
    return {"queued": create_due_runs()}


@shared_task(name="portal.reports.tasks.run_imports")
def run_imports() -> dict[str, int]:
    """Check and write the files that wait."""
    return run_due_imports()


@shared_task(name="portal.reports.tasks.sweep_imports")
def sweep_imports() -> dict[str, int]:
    """Give up what exhausted its attempts, forget what nobody said yes to, then work on what waits."""
    swept = {"buried": bury_exhausted_imports(), "forgotten": forget_abandoned_imports()}
    return swept | run_due_imports()
