import re
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.core import brand
from portal.core.enums import Country
from portal.core.models.bases import LoadedRow
from portal.core.querysets import MunicipalityQuerySet
from portal.core.words import word

# Roots of the site: a city named like one of them would never be reached.
RESERVED_SLUGS = {
    *("accesibilidad", "admin", "capacitador", "correo", "cuenta", "datos", "en", "es", "estilo", "gestion"),
    *("healthz", "i18n", "mapa", "media", "mi", "readyz", "revision", "static", "verificar"),
}
MISSING = object()
HEX_PATTERN = re.compile(r"#[0-9a-fA-F]{6}\Z")
HEX_COLOR = RegexValidator(HEX_PATTERN, _("Write the colour as # and six hexadecimal digits, like #0b5563."))


def validate_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Write it like America/Mexico_City."), params={"zone": value}
        ) from error


def validate_slug_is_free(value: str) -> None:
    if value in RESERVED_SLUGS:
        raise ValidationError(_("“%(slug)s” is an address of the portal itself."), params={"slug": value})


def validate_carries_white_text(value: str) -> None:
    if HEX_PATTERN.match(value):
        _refuse_contrast(value, brand.WHITE, _("White text on this colour has a contrast of %(ratio)s:1."))


def _refuse_contrast(color: str, text: str, said: Any) -> None:
    """Raise ValidationError with the ratio and the nearest tone that passes. WCAG 2.2, 1.4.3."""
    ratio = brand.contrast(color, text)
    if ratio >= brand.TEXT_CONTRAST:
        return
    mend = _("It needs %(needed)s:1. The nearest tone that passes is %(tone)s.")
    values = {"ratio": f"{ratio:.2f}", "needed": brand.TEXT_CONTRAST, "tone": brand.nearest(color, text)}
    raise ValidationError([ValidationError(said, params=values), ValidationError(mend, params=values)], code="contrast")


def validate_settings(value: Any) -> None:
    if not isinstance(value, dict) or not all(isinstance(held, dict) and "value" in held for held in value.values()):
        raise ValidationError(_('Write each term as "name": {"value": …, "to_be_set_by_staff": false, "note": ""}.'))


class CountryWords:
    """The words of a city's country by key, for templates: `{{ city.country_words.tax_id }}`."""

    def __init__(self, country: str) -> None:
        self.country = country

    def __getitem__(self, key: str) -> str:
        return word(key, self.country)


class Municipality(LoadedRow):
    """A city of the installation. Everything that belongs to one city points here."""

    slug = models.SlugField(_("address"), max_length=40, unique=True, validators=[validate_slug_is_free])
    name = models.CharField(_("name"), max_length=80)
    official_name = models.CharField(_("official name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    locale = models.CharField(_("number and date conventions"), max_length=12, help_text=_("Like es_MX."))
    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217, like MXN."))
    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    folio_prefix = models.CharField(
        _("folio prefix"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,6}\Z", _("Two to six capital letters, without accents."))],
    )
    brand_color = models.CharField(
        _("brand colour"), max_length=7, default="#0b5563", validators=[HEX_COLOR, validate_carries_white_text]
    )
    brand_dark = models.CharField(
        _("dark brand colour"), max_length=7, default="#083f4a", validators=[HEX_COLOR, validate_carries_white_text]
    )
    brand_soft = models.CharField(_("soft brand colour"), max_length=7, default="#e6f1f3", validators=[HEX_COLOR])
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("office address"), max_length=255, blank=True)
    office_hours = models.CharField(_("office hours"), max_length=160, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=32, blank=True)
    home_text = models.TextField(
        _("text of the first page"),
        blank=True,
        max_length=600,
        help_text=_("A few sentences under the title of the city's page. Empty lines begin a new paragraph."),
    )
    legend = models.TextField(
        _("political neutrality legend"),
        blank=True,
        help_text=_("The words that the law asks on the material of public programs."),
    )
    is_published = models.BooleanField(_("shown to the public"), default=False)
    settings = models.JSONField(_("thresholds and terms"), default=dict, blank=True, validators=[validate_settings])

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.settings = self.settings or {}  # an emptied form field is None
        if not all(HEX_PATTERN.match(color) for color in (self.brand_color, self.brand_soft)):
            return  # said at the field
        if brand.contrast(self.brand_color, brand.WHITE) < brand.TEXT_CONTRAST:
            return
        try:
            _refuse_contrast(
                self.brand_soft, self.brand_color, _("The brand colour on this one has a contrast of %(ratio)s:1.")
            )
        except ValidationError as error:
            raise ValidationError({"brand_soft": error}) from None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which the city reads its dates and deadlines."""
        return ZoneInfo(self.timezone)

    @property
    def country_words(self) -> CountryWords:
        """The words that differ by country, by key."""
        return CountryWords(self.country)

    def setting(self, key: str, default: Any = MISSING) -> Any:
        """Return the value of the threshold or term `key`, from the city file or as the staff set it.

        Raises:
            KeyError: the city has no such setting and no `default` was given.
        """
        held = self.settings.get(key, MISSING)
        if held is MISSING:
            if default is MISSING:
                raise KeyError(f"The city {self.slug} has no setting “{key}”.")
            return default
        return held["value"]


class NonWorkingDay(LoadedRow):
    """A day on which the city's offices are shut, beside weekends and the country's holidays."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("city"), on_delete=models.CASCADE, related_name="non_working_days"
    )
    date = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=160)

    class Meta:
        verbose_name = _("non-working day")
        verbose_name_plural = _("non-working days")
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "date"),
                name="one_reason_per_non_working_day",
                violation_error_message=_("This day is already in the city's list."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"
