"""The states of a call and of an application, and who moves them. The only place where either is written."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.enums import Role, Tone
from portal.core.workflow import State, Transition, Workflow
from programs.enums import CallState as C
from programs.enums import EnrollmentState as S

CITY = (Role.STAFF, Role.CITY_ADMIN)


class CallWorkflow(Workflow):
    name = "call"
    log = "programs.CallTransition"
    initial = C.DRAFT
    states = (
        State(
            C.DRAFT,
            C.DRAFT.label,
            _("Coming soon"),
            _("The call is being prepared. It is not public yet."),
            Tone.NEUTRAL,
        ),
        State(
            C.PUBLISHED,
            C.PUBLISHED.label,
            C.PUBLISHED.label,
            _("The call is public and takes applications between its two dates."),
            Tone.OK,
        ),
        State(
            C.CLOSED,
            C.CLOSED.label,
            C.CLOSED.label,
            _("The call takes no more applications. Those sent are reviewed."),
            Tone.INFO,
        ),
        State(
            C.CANCELLED,
            C.CANCELLED.label,
            C.CANCELLED.label,
            _("The call was cancelled by the city."),
            Tone.ERROR,
        ),
    )
    transitions = (
        Transition("publish", (C.DRAFT,), C.PUBLISHED, (*CITY, Role.SYSTEM), pgettext_lazy("call", "Publish")),
        Transition("close", (C.PUBLISHED,), C.CLOSED, (*CITY, Role.SYSTEM), pgettext_lazy("call", "Close")),
        Transition(
            "cancel", (C.DRAFT, C.PUBLISHED), C.CANCELLED, CITY, pgettext_lazy("call", "Cancel"), needs_note=True
        ),
    )


class EnrollmentWorkflow(Workflow):
    name = "enrollment"
    log = "programs.EnrollmentTransition"
    initial = S.DRAFT
    states = (
        State(
            S.DRAFT,
            S.DRAFT.label,
            _("Not sent yet"),
            _("Your application is saved and has not been sent. Finish it and send it before the call closes."),
            Tone.NEUTRAL,
        ),
        State(
            S.SUBMITTED,
            S.SUBMITTED.label,
            _("Received"),
            _("We received your application. Someone will review it next; you do not need to do anything now."),
            Tone.INFO,
        ),
        State(
            S.IN_REVIEW,
            S.IN_REVIEW.label,
            _("Being reviewed"),
            _("Someone is reviewing your application. We will write to you when there is a decision or a question."),
            Tone.INFO,
        ),
        State(
            S.CHANGES_REQUESTED,
            S.CHANGES_REQUESTED.label,
            _("You have something to correct"),
            _("Correct only the points named below and send the application again before the date shown."),
            Tone.WARN,
        ),
        State(
            S.WAITLISTED,
            S.WAITLISTED.label,
            _("On the waiting list"),
            _("You meet what the call asks for and the places are taken. We will offer you one when it is freed."),
            Tone.INFO,
        ),
        State(
            S.OFFERED,
            S.OFFERED.label,
            _("A place is yours if you accept it"),
            _("A place was freed and is kept for you. Accept it before the date shown, or it goes to the next."),
            Tone.WARN,
        ),
        State(
            S.APPROVED,
            S.APPROVED.label,
            _("Approved"),
            _("Your application was approved and you have a place. We will write to you about how to begin."),
            Tone.OK,
        ),
        State(
            S.REJECTED,
            S.REJECTED.label,
            _("Not approved"),
            _("Your application was not approved. The letter says why and what you can do."),
            Tone.ERROR,
        ),
        State(
            S.WITHDRAWN,
            S.WITHDRAWN.label,
            _("Withdrawn"),
            _("The application was withdrawn. You can apply again while the call is open."),
            Tone.NEUTRAL,
        ),
        State(
            S.EXPIRED,
            S.EXPIRED.label,
            _("Expired"),
            _("The time to send, correct or accept ran out. You can apply again while the call is open."),
            Tone.NEUTRAL,
        ),
        State(
            S.COMPLETED,
            S.COMPLETED.label,
            _("Completed"),
            _("You completed the program. Thank you for taking part."),
            Tone.OK,
        ),
    )
    transitions = (
        Transition("submit", (S.DRAFT,), S.SUBMITTED, (Role.ENTREPRENEUR,), _("Send the application")),
        Transition("start_review", (S.SUBMITTED,), S.IN_REVIEW, (Role.OFFICER,), _("Start the review")),
        Transition(
            "request_changes",
            (S.IN_REVIEW,),
            S.CHANGES_REQUESTED,
            (Role.OFFICER,),
            _("Request corrections"),
            needs_note=True,
        ),
        Transition("resubmit", (S.CHANGES_REQUESTED,), S.IN_REVIEW, (Role.ENTREPRENEUR,), _("Send the corrections")),
        Transition("approve", (S.IN_REVIEW,), S.APPROVED, (Role.OFFICER,), _("Approve")),
        Transition("reject", (S.IN_REVIEW,), S.REJECTED, (Role.OFFICER,), _("Do not approve")),
        Transition("waitlist", (S.IN_REVIEW,), S.WAITLISTED, (Role.OFFICER,), _("Put on the waiting list")),
        Transition("offer", (S.WAITLISTED,), S.OFFERED, (Role.SYSTEM,), _("Offer the place")),
        Transition("accept_offer", (S.OFFERED,), S.APPROVED, (Role.ENTREPRENEUR,), _("Accept the place")),
        Transition("decline_offer", (S.OFFERED,), S.WITHDRAWN, (Role.ENTREPRENEUR,), _("Decline the place")),
        Transition("lapse_offer", (S.OFFERED,), S.EXPIRED, (Role.SYSTEM,), _("Let the offer lapse")),
        Transition(
            "withdraw",
            (S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.WAITLISTED, S.APPROVED),
            S.WITHDRAWN,
            (Role.ENTREPRENEUR,),
            _("Withdraw the application"),
        ),
        Transition("expire", (S.DRAFT, S.CHANGES_REQUESTED), S.EXPIRED, (Role.SYSTEM,), _("Let it expire")),
        Transition("complete", (S.APPROVED,), S.COMPLETED, (Role.STAFF,), _("Mark as completed")),
    )
