from trainings.actions.requests import ask_for_seats, change_people, withdraw_request
from trainings.actions.reviews import approve_request, reject_request, start_request_review, waitlist_request
from trainings.actions.seats import holders
from trainings.actions.sessions import (
    allocate_session,
    cancel_session,
    change_capacity,
    close_session,
    complete_session,
    expire_unanswered,
    faults_of_session,
    may_run,
    promote_waiting,
    publish_session,
    refresh_dates,
)

__all__ = [
    "allocate_session",
    "approve_request",
    "ask_for_seats",
    "cancel_session",
    "change_capacity",
    "change_people",
    "close_session",
    "complete_session",
    "expire_unanswered",
    "faults_of_session",
    "holders",
    "may_run",
    "promote_waiting",
    "publish_session",
    "refresh_dates",
    "reject_request",
    "start_request_review",
    "waitlist_request",
    "withdraw_request",
]
