from trainings.models.courses import Course, PriorityRule
from trainings.models.requests import Seat, SeatRequest, SeatRequestTransition
from trainings.models.sessions import Meeting, Session, SessionTransition
from trainings.models.venues import Venue

__all__ = [
    "Course",
    "Meeting",
    "PriorityRule",
    "Seat",
    "SeatRequest",
    "SeatRequestTransition",
    "Session",
    "SessionTransition",
    "Venue",
]
