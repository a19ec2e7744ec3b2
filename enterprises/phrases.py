from django.utils.translation import gettext_lazy as _

from portal.core.phrases import register

register(
    {
        "enterprises.enterprise.merge": _("joined another enterprise into this one"),
        "enterprises.enterprise.merged_away": _("was joined into another enterprise"),
        "enterprises.enterprise.register": _("registered the enterprise"),
        "enterprises.enterprise.update": _("changed the data of the enterprise"),
        "enterprises.figures.record": _("wrote down the figures of a year"),
        "enterprises.join_request.create": _("asked to join the enterprise"),
        "enterprises.join_request.decide": _("answered a request to join"),
        "enterprises.join_request.prepare": _("prepares an application while the request to join waits"),
        "enterprises.join_request.remind": _("reminded of a request to join"),
        "enterprises.member.accept_invitation": _("accepted the invitation to the enterprise"),
        "enterprises.member.end": _("ended somebody's membership of the enterprise"),
        "enterprises.member.invite": _("invited somebody to the enterprise"),
        "enterprises.member.revoke_invitation": _("took back the invitation to the enterprise"),
        "enterprises.project.create": _("wrote down the project"),
        "enterprises.project.update": _("changed the project"),
        "enterprises.registration.confirm": _("confirmed the registration with the chamber"),
        "enterprises.registration.declare": _("declared the registration with the chamber"),
        "enterprises.registration.refuse": _("did not confirm the registration with the chamber"),
        "enterprises.tax_document.accept": _("accepted the tax certificate"),
        "enterprises.tax_document.attach": _("sent the tax certificate"),
        "enterprises.tax_id.look_up": _("looked up a tax id"),
        "enterprises.tax_id.reveal": _("looked at the whole tax id"),
        "enterprises.worker.add": _("added a worker"),
        "enterprises.worker.end": _("wrote down that a worker left"),
    }
)
