"""Where the pages of the trainings are, for mails and notices."""

from django.urls import reverse

from trainings.models import SeatRequest


def request(seat_request: SeatRequest) -> str:
    """The page on which the enterprise follows its request."""
    return reverse("trainings:request", args=[seat_request.public_id])


def review(seat_request: SeatRequest) -> str:
    """The page on which an officer decides on the request."""
    if seat_request.case is None:
        return reverse("seats:session", args=[seat_request.session.public_id])
    return reverse("seats:file", args=[seat_request.case.public_id])
