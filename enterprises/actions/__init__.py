"""Every write about enterprises that means something; import the verbs from here."""

from enterprises.actions.figures import record_figures
from enterprises.actions.joining import (
    decide_join_request,
    is_tax_id_taken,
    prepare_meanwhile,
    remind_of_join_request,
    request_to_join,
)
from enterprises.actions.members import (
    accept_member_invitation,
    end_member,
    invite_member,
    revoke_member_invitation,
)
from enterprises.actions.mercantile import confirm_registration, declare_registration, refuse_registration
from enterprises.actions.merging import merge
from enterprises.actions.projects import create_project, update_project
from enterprises.actions.refusals import AwaitsJoin, NotAllowed, TaxIdTaken, TooManyTries
from enterprises.actions.registration import register_enterprise, update_enterprise
from enterprises.actions.tax_documents import accept_tax_document, attach_tax_document, reveal_tax_id
from enterprises.actions.workers import add_worker, end_worker, write_worker

__all__ = [
    "AwaitsJoin",
    "NotAllowed",
    "TaxIdTaken",
    "TooManyTries",
    "accept_member_invitation",
    "accept_tax_document",
    "add_worker",
    "attach_tax_document",
    "confirm_registration",
    "create_project",
    "decide_join_request",
    "declare_registration",
    "end_member",
    "end_worker",
    "invite_member",
    "is_tax_id_taken",
    "merge",
    "prepare_meanwhile",
    "record_figures",
    "refuse_registration",
    "register_enterprise",
    "remind_of_join_request",
    "request_to_join",
    "reveal_tax_id",
    "revoke_member_invitation",
    "update_enterprise",
    "update_project",
    "write_worker",
]
