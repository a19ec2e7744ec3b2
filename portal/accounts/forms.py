from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from portal.accounts import actions
from portal.accounts.city_choice import PARAMETER
from portal.accounts.enums import Language
from portal.accounts.models import PrivacyNotice, User
from portal.core.actions import Refused
from portal.core.enums import Country
from portal.core.models import Municipality
from portal.core.names import validate_plain_name


class SignupForm(allauth_forms.SignupForm):
    """Name, e-mail, password once, and the city's privacy notice in the version that was on the page."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        validators=[validate_plain_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    accepts_notice = forms.BooleanField(
        label=_("I accept the privacy notice"),
        error_messages={"required": _("To have an account, please accept the privacy notice.")},
    )
    notice = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ["full_name", "email", "password1", "accepts_notice"]

    def __init__(self, *args: Any, city: Municipality, privacy_notice: PrivacyNotice, **kwargs: Any) -> None:
        self.city = city
        self.privacy_notice = privacy_notice
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields[PARAMETER] = forms.CharField(widget=forms.HiddenInput, required=False, initial=city.slug)
        self.fields["notice"].initial = privacy_notice.pk
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("We send a code to this address. It is how you log in.")
        self.fields["password1"].help_text = _("At least 12 characters. A short sentence is easy to remember.")
        self.fields["password1"].widget.attrs["data-reveal"] = ""  # app.js adds the button that shows it
        for name in ("email", "password1"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self._name_the_notice()
        self.fields["accepts_notice"].help_text = format_html(
            '{}<p><a href="{}">{}</a></p>',
            linebreaks_filter(privacy_notice.summary),
            reverse("public:privacy", args=[city.slug]),
            _("Read the whole notice"),
        )

    def _name_the_notice(self) -> None:
        """Ask in the words of the country: Mexico accepts a notice, Colombia authorizes (Ley 1581 de 2012, art. 9)."""
        label = _("I accept the privacy notice of %(city)s, version %(version)s")
        if self.city.country == Country.CO:
            label = _("I authorize the processing of my personal data (%(office)s, version %(version)s)")
            self.fields["accepts_notice"].error_messages["required"] = _(
                "To have an account, please authorize the processing of your data."
            )
        self.fields["accepts_notice"].label = label % {
            "city": self.city.name,
            "office": self.city.official_name,
            "version": self.privacy_notice.version,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        shown = self.cleaned_data.get("notice")
        if cleaned.get("accepts_notice") and shown is not None and shown != self.privacy_notice.pk:
            self.data = self.data.copy()
            self.data[self.add_prefix("notice")] = str(self.privacy_notice.pk)
            self.data.pop(self.add_prefix("accepts_notice"), None)
            self.add_error(
                "accepts_notice",
                _("The privacy notice changed while this page was open. Please read it and accept it again."),
            )
        return cleaned

    def try_save(self, request: HttpRequest):
        """Give (user, answer). A taken e-mail gets the same answer, in the same time, as a new one.

        Taken is the address of an account that was confirmed once; with any other the sign-up begins anew.
        """
        if self.account_already_exists and actions.is_unconfirmed(self.cleaned_data["email"]):
            self.account_already_exists = False
        if not self.account_already_exists:
            try:
                return self.save(request), None
            except Refused:  # somebody took the address a moment ago
                self.account_already_exists = True
        else:
            make_password(self.cleaned_data["password1"])  # as long as it takes for a new account
        return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        return actions.sign_up(
            self.city,
            email=self.cleaned_data["email"],
            full_name=self.cleaned_data["full_name"],
            password=self.cleaned_data["password1"],
            notice=self.privacy_notice,
            language=page_language(),
        )


class ProfileForm(forms.Form):
    """What people say of themselves. `region` is the country whose phone numbers need no prefix ("MX", "CO")."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        validators=[validate_plain_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language, help_text=_("Of the mails that we send you."))

    use_required_attribute = False

    def __init__(self, *args: Any, region: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        example = {"CO": "605 123 4567"}.get(region or "", "477 123 4567")
        self.fields["phone"] = PhoneNumberField(
            label=_("Phone"),
            required=False,
            region=region,
            help_text=_("With its area code. From another country, begin with + and its code."),
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
            error_messages={
                "invalid": _("This is no phone number. Write its ten digits, such as %(example)s.")
                % {"example": example}
            },
        )
        self.order_fields(["full_name", "phone", "language"])


def page_language() -> str:
    """The language of the page that is being answered, as far as the portal speaks it."""
    language = (get_language() or "").partition("-")[0]
    return language if language in Language.values else Language.SPANISH
