"""What the applicant declares on sending. A change of the words is a new version: the accepted one is stored by it."""

from django.utils.translation import gettext_lazy as _

VERSION = "2026-1"
TEXT = _(
    "I declare that the information and the documents are true and current, that I may act for this enterprise, "
    "and that I know the rules of the call. I accept that the city and the reviewing organization verify them."
)
