"""The states of a session and of a request for seats, and who moves them. The only place where either is written."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.enums import Role, Tone
from portal.core.workflow import State, Transition, Workflow
from trainings.enums import RequestState as R
from trainings.enums import SessionState as S

RUNS = (Role.STAFF, Role.CITY_ADMIN, Role.OFFICER)  # the city's desk, and the organization that gives the seats


class SessionWorkflow(Workflow):
    name = "session"
    log = "trainings.SessionTransition"
    initial = S.DRAFT
    states = (
        State(S.DRAFT, S.DRAFT.label, _("Coming soon"), _("The session is being prepared."), Tone.NEUTRAL),
        State(
            S.PUBLISHED,
            S.PUBLISHED.label,
            S.PUBLISHED.label,
            _("Seats can be asked for between its two dates."),
            Tone.OK,
        ),
        State(
            S.CLOSED,
            S.CLOSED.label,
            S.CLOSED.label,
            _("No more seats can be asked for. A seat that is freed goes to the waiting list."),
            Tone.INFO,
        ),
        State(S.HELD, S.HELD.label, S.HELD.label, _("The session is over."), Tone.NEUTRAL),
        State(S.CANCELLED, S.CANCELLED.label, S.CANCELLED.label, _("The session will not be held."), Tone.ERROR),
    )
    transitions = (
        Transition("publish", (S.DRAFT,), S.PUBLISHED, RUNS, pgettext_lazy("session", "Publish")),
        Transition("close", (S.PUBLISHED,), S.CLOSED, (*RUNS, Role.SYSTEM), pgettext_lazy("session", "Close")),
        Transition(
            "complete",
            (S.PUBLISHED, S.CLOSED),
            S.HELD,
            (*RUNS, Role.TRAINER),
            pgettext_lazy("session", "Say that it was held"),
        ),
        Transition(
            "cancel",
            (S.DRAFT, S.PUBLISHED, S.CLOSED),
            S.CANCELLED,
            RUNS,
            pgettext_lazy("session", "Cancel"),
            needs_note=True,
        ),
    )


class SeatRequestWorkflow(Workflow):
    name = "seat_request"
    log = "trainings.SeatRequestTransition"
    initial = R.SUBMITTED
    states = (
        State(
            R.SUBMITTED,
            R.SUBMITTED.label,
            _("Received"),
            _("We received your request. We will write to you as soon as there is an answer."),
            Tone.INFO,
        ),
        State(
            R.IN_REVIEW,
            R.IN_REVIEW.label,
            _("Being reviewed"),
            _("Someone is reviewing your request. We will write to you when there is an answer."),
            Tone.INFO,
        ),
        State(
            R.CONFIRMED,
            R.CONFIRMED.label,
            _("Your seats are confirmed"),
            _("Your people have their seats. Tell us in time if they cannot come: others are waiting."),
            Tone.OK,
        ),
        State(
            R.WAITLISTED,
            R.WAITLISTED.label,
            _("On the waiting list"),
            _("The seats are taken for now. When one is freed, it is given in the order of the list."),
            Tone.INFO,
        ),
        State(
            R.REJECTED,
            R.REJECTED.label,
            _("Not approved"),
            _("Your request was not approved. The reason is below. You can ask for seats in another session."),
            Tone.ERROR,
        ),
        State(
            R.WITHDRAWN,
            R.WITHDRAWN.label,
            _("Withdrawn"),
            _("You withdrew the request. You can ask again while the session takes requests."),
            Tone.NEUTRAL,
        ),
        State(
            R.EXPIRED,
            R.EXPIRED.label,
            _("Without a seat"),
            _("The session began and no seat was freed in time. You can ask for seats in another session."),
            Tone.NEUTRAL,
        ),
        State(
            R.CANCELLED,
            R.CANCELLED.label,
            _("The session was cancelled"),
            _("The session will not be held. You can ask for seats in another session."),
            Tone.ERROR,
        ),
    )
    transitions = (
        Transition("give", (R.SUBMITTED, R.WAITLISTED), R.CONFIRMED, (Role.SYSTEM,), _("Give the seats")),
        Transition("queue", (R.SUBMITTED,), R.WAITLISTED, (Role.SYSTEM,), _("Put on the waiting list in its order")),
        Transition("start_review", (R.SUBMITTED,), R.IN_REVIEW, (Role.OFFICER,), _("Start the review")),
        Transition("approve", (R.SUBMITTED, R.IN_REVIEW), R.CONFIRMED, (Role.OFFICER,), _("Give the seats")),
        Transition("waitlist", (R.SUBMITTED, R.IN_REVIEW), R.WAITLISTED, (Role.OFFICER,), _("Put on the waiting list")),
        Transition("reject", (R.SUBMITTED, R.IN_REVIEW), R.REJECTED, (Role.OFFICER,), _("Do not approve")),
        Transition(
            "withdraw",
            (R.SUBMITTED, R.IN_REVIEW, R.WAITLISTED, R.CONFIRMED),
            R.WITHDRAWN,
            (Role.ENTREPRENEUR, Role.CITIZEN),
            _("Withdraw the request"),
        ),
        Transition("expire", (R.SUBMITTED, R.IN_REVIEW, R.WAITLISTED), R.EXPIRED, (Role.SYSTEM,), _("Let it expire")),
        Transition(
            "cancel",
            (R.SUBMITTED, R.IN_REVIEW, R.WAITLISTED, R.CONFIRMED),
            R.CANCELLED,
            (Role.SYSTEM,),
            _("Cancel with the session"),
        ),
    )
