from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "accounts.consent.give": _("gave a consent"),
        "accounts.consent.withdraw": _("withdrew a consent"),
        "accounts.email.change": _("asked to change the e-mail"),
        "accounts.email.confirm": _("confirmed the e-mail"),
        "accounts.lockout": _("failed to log in too often"),
        "accounts.login": _("logged in"),
        "accounts.logout": _("logged out"),
        "accounts.password.change": _("changed the password"),
        "accounts.password.reset": _("reset the password"),
        "accounts.password.set": _("set a password"),
        "accounts.profile.update": _("changed the own data"),
        "accounts.purge_signups": _("removed sign-ups that were not finished"),
        "accounts.reactivate": _("let the account in again"),
        "accounts.second_factor.add": _("added a second factor"),
        "accounts.second_factor.fail": _("failed the second factor"),
        "accounts.second_factor.remove": _("removed a second factor"),
        "accounts.second_factor.reset": _("made new recovery codes"),
        "accounts.sign_up": _("signed up"),
        "accounts.sign_up.again": _("started the sign-up again"),
        "accounts.suspend": _("suspended the account"),
    }
)
