from programs.actions.calls import (
    amend_call,
    cancel_call,
    change_dates,
    change_places,
    close_call,
    copy_call,
    publish_call,
    publish_version,
)
from programs.actions.cases import assign_case, release_case, take_case, take_next
from programs.actions.corrections import CorrectionScope, Point
from programs.actions.documents import (
    attach_document,
    detach_document,
    fitting_documents,
    reusable_documents,
    reuse_document,
)
from programs.actions.drafts import choose_project, discard_draft, save_page, start_draft
from programs.actions.evaluations import checklist, outcomes_for
from programs.actions.faults import Fault, faults, faults_of
from programs.actions.offers import accept_offer, decline_offer, expire, lapse_offer, withdraw
from programs.actions.places import holders, offer_next, release_place, take_place
from programs.actions.reveals import reveal_answer, reveal_tax_id
from programs.actions.reviews import (
    accept_document,
    approve,
    complete,
    open_points,
    override_rule,
    reject,
    reject_document,
    request_changes,
    start_review,
    waitlist,
    withdraw_override,
)
from programs.actions.submissions import can_submit, missing_items, resubmit, submit
from programs.actions.versions import edit_version

__all__ = [
    "CorrectionScope",
    "Fault",
    "Point",
    "accept_document",
    "accept_offer",
    "amend_call",
    "approve",
    "assign_case",
    "attach_document",
    "can_submit",
    "cancel_call",
    "change_dates",
    "change_places",
    "checklist",
    "choose_project",
    "close_call",
    "complete",
    "copy_call",
    "decline_offer",
    "detach_document",
    "discard_draft",
    "edit_version",
    "expire",
    "faults",
    "faults_of",
    "fitting_documents",
    "holders",
    "lapse_offer",
    "missing_items",
    "offer_next",
    "open_points",
    "outcomes_for",
    "override_rule",
    "publish_call",
    "publish_version",
    "reject",
    "reject_document",
    "release_case",
    "release_place",
    "request_changes",
    "resubmit",
    "reusable_documents",
    "reuse_document",
    "reveal_answer",
    "reveal_tax_id",
    "save_page",
    "start_draft",
    "start_review",
    "submit",
    "take_case",
    "take_next",
    "take_place",
    "waitlist",
    "withdraw",
    "withdraw_override",
]
