"""The workflows write their verbs as "enrollment.approve"; what is refused is written as the action's own name."""

from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

ENROLLMENT = {
    "accept_offer": _("accepted the place offered"),
    "approve": _("approved the application"),
    "choose_project": _("chose the project of the application"),
    "complete": _("marked the application as completed"),
    "decline_offer": _("declined the place offered"),
    "discard": _("discarded the draft"),
    "expire": _("let the application expire, its term being over"),
    "lapse_offer": _("let the offer lapse, its term being over"),
    "move_to_version": _("moved the draft to the newest version of the call"),
    "offer": _("offered a place"),
    "override_rule": _("made an exception to a rule"),
    "reject": _("did not approve the application"),
    "request_changes": _("asked for a correction"),
    "resubmit": _("sent the correction"),
    "save_page": _("saved a page of the draft"),
    "start": _("started the application"),
    "start_review": _("began to review the application"),
    "submit": _("sent the application"),
    "waitlist": _("put the application on the waiting list"),
    "withdraw": _("withdrew the application"),
    "withdraw_override": _("withdrew an exception to a rule"),
}
CALL = {
    "amend": _("prepared a new version of the call"),
    "announce": _("told the applicants of the new version of the call"),
    "cancel": _("cancelled the call"),
    "change_dates": _("changed the dates of the call"),
    "change_places": _("changed the places of the call"),
    "close": _("closed the call"),
    "copy": _("copied the call"),
    "publish": _("published the call"),
}

for prefix in ("", "programs."):
    register({f"{prefix}enrollment.{verb}": text for verb, text in ENROLLMENT.items()})
    register({f"{prefix}call.{verb}": text for verb, text in CALL.items()})
register(
    {
        "programs.call_version.amend": _("prepared a new version of the call"),
        "programs.call_version.edit": _("changed a prepared version of the call"),
        "programs.call_version.publish": _("published a version of the call"),
        "programs.case.assign": _("assigned the file to an officer"),
        "programs.case.release": _("gave the file back to the queue"),
        "programs.case.reveal_answer": _("looked at a personal id of the application"),
        "programs.case.reveal_tax_id": _("looked at the whole tax id of the enterprise"),
        "programs.case.take": _("took the file to review it"),
        "programs.case.take_next": _("took the next file"),
        "programs.document.accept": _("accepted a document"),
        "programs.document.accepted": _("accepted a document"),
        "programs.document.attach": _("attached a document"),
        "programs.document.detach": _("took a document off"),
        "programs.document.reject": _("did not accept a document"),
        "programs.document.rejected": _("did not accept a document"),
        "programs.document.reuse": _("used a document sent before"),
    }
)
