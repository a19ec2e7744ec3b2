from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

AGREEMENT = {
    "activate": _("put the agreement in force"),
    "attach": _("attached the signed agreement"),
    "carry_over": _("carried over what was done under the agreement before"),
    "end": _("ended the agreement, its term being over"),
    "renew": _("renewed the agreement"),
    "terminate": _("ended the agreement before its term"),
}

# The workflow writes its verbs as "agreement.renew"; what is refused is written as the action's own name.
for prefix in ("", "organizations."):
    register({f"{prefix}agreement.{verb}": text for verb, text in AGREEMENT.items()})
register(
    {
        "accounts.unlock": _("unlocked the account after failed log-ins"),
        "core.calendar.close": _("closed days of the city's calendar"),
        "core.calendar.open": _("took a day out of the closed ones"),
        "organizations.invitation.accept": _("accepted the invitation to a role"),
        "organizations.invitation.revoke": _("took back the invitation to a role"),
        "organizations.invitation.send": _("invited somebody to a role"),
        "organizations.membership.end": _("ended the role"),
        "organizations.membership.hand_over": _("handed over what somebody had in hand"),
        "organizations.organization.resume": _("resumed the access of the organization"),
        "organizations.organization.suspend": _("suspended the access of the organization"),
        "organizations.role.grant": _("gave the role"),
    }
)
