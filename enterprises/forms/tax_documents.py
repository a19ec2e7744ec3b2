"""The tax certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.base import CalmForm


class TaxDocumentForm(CalmForm):
    """The file of the tax certificate; what it may be is checked by the documents themselves."""

    file = forms.FileField(
        label=_("File of the tax certificate"),
        help_text=_("A PDF, or a photo where all of it can be read. At most 10 MB."),
        allow_empty_file=True,  # the check of documents says how to mend an empty file
        widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"required": _("Please choose the file.")},
    )
