from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "organizations.invitation.accept": _("accepted the invitation to a role"),
        "organizations.invitation.revoke": _("took back the invitation to a role"),
        "organizations.invitation.send": _("invited somebody to a role"),
        "organizations.membership.end": _("ended the role"),
        "organizations.organization.resume": _("resumed the access of the organization"),
        "organizations.organization.suspend": _("suspended the access of the organization"),
        "organizations.role.grant": _("gave the role"),
    }
)
