"""What people may write where a name is asked for: names go into mails that the portal sends to others."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_A_NAME = _("Please write the name alone, without web addresses or line breaks.")
LINKS = ("://", "www.")
UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # control, format (also what turns the writing round), line and paragraph ends


def is_plain_name(text: str) -> bool:
    """Whether `text` has nothing that a mail program makes a link of, and no character that is not seen."""
    has_link = any(link in text.casefold() for link in LINKS)
    return not has_link and not any(unicodedata.category(character) in UNSEEN for character in text)


def validate_plain_name(text: str) -> None:
    """For form fields. Raises ValidationError ("not_a_name")."""
    if not is_plain_name(text):
        raise ValidationError(NOT_A_NAME, code="not_a_name")
