"""A message that an officer sends by hand: the link opens it in WhatsApp, written and not yet sent."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import formats
from programs.models import Case


def whatsapp_url(case: Case) -> str:
    """Return the link to the enterprise's telephone; "" where it gave none.

    The words are in the applicant's language. They name the folio and how it stands, nothing else of the file: the
    message leaves the portal.
    """
    phone = case.enterprise.phone if case.enterprise else ""
    if not phone:
        return ""
    with translation.override(case.subject.applicant.language):
        text = _("Hello. We write from %(organization)s about your request %(folio)s: %(state)s. See it at %(url)s") % {
            "organization": case.organization,
            "folio": case.folio,
            "state": case.of_kind.state(case).applicant_label,
            "url": f"{settings.SITE_URL}{reverse('public:mine')}",
        }
    return formats.whatsapp(phone, case.municipality, text)
