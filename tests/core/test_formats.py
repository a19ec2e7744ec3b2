"""What people read: the city's marks, the language's words, the city's zone; and words that differ by country."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from portal.core import formats
from portal.core.words import WORDS, word
from tests.factories.core import MunicipalityFactory

LEON = MunicipalityFactory.build(leon=True)
VALLEDUPAR = MunicipalityFactory.build(colombia=True, name="Valledupar")
JUAREZ = MunicipalityFactory.build(name="Juárez", timezone="America/Ciudad_Juarez")
MORNING = datetime(2026, 11, 28, 16, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("city", "amount", "spanish", "english"),
    [
        (LEON, Decimal("1300000"), "$1,300,000.00", "$1,300,000.00 MXN"),
        (LEON, Decimal("1234.5"), "$1,234.50", "$1,234.50 MXN"),
        (LEON, Decimal("-0.05"), "-$0.05", "-$0.05 MXN"),
        (LEON, 0, "$0.00", "$0.00 MXN"),
        (VALLEDUPAR, Decimal("1300000.00"), "$1.300.000", "$1.300.000 COP"),
        (VALLEDUPAR, Decimal("1234.5"), "$1.234,50", "$1.234,50 COP"),
        (LEON, None, "", ""),
    ],
)
def test_money_keeps_the_marks_of_the_city_in_both_languages(city, amount, spanish, english):
    with translation.override("es"):
        assert formats.money(amount, city) == spanish
    with translation.override("en"):
        assert formats.money(amount, city) == english


def test_numbers_and_shares():
    assert formats.number(7000, LEON) == "7,000"
    assert formats.number(7000, VALLEDUPAR) == "7.000"
    assert formats.number(Decimal("12.5"), VALLEDUPAR) == "12,5"
    assert formats.percent(Decimal("0.355"), LEON, 1) == "35.5 %"
    assert formats.percent(Decimal("0.355"), VALLEDUPAR, 1) == "35,5 %"


def test_dates_and_instants_are_those_of_the_city():
    with translation.override("es"):
        assert formats.date(date(2026, 11, 21), LEON) == "21 de noviembre de 2026"
        assert formats.date(date(2026, 11, 21), LEON, "short") == "21/11/2026"
        assert formats.instant(MORNING, LEON) == "28 de noviembre de 2026, 10:12 a. m."
        assert formats.instant(MORNING, JUAREZ) == "28 de noviembre de 2026, 9:12 a. m."
        assert formats.instant(MORNING, VALLEDUPAR) == "28 de noviembre de 2026, 11:12 a. m."
        assert formats.date(datetime(2026, 11, 22, 5, 59, tzinfo=UTC), LEON) == "21 de noviembre de 2026"
        assert formats.time(datetime(2026, 11, 22, 18, tzinfo=UTC), LEON) == "12:00 p. m."
        assert formats.time(datetime(2026, 11, 22, 6, tzinfo=UTC), LEON) == "12:00 a. m."
    with translation.override("en"):
        assert formats.instant(MORNING, LEON) == "28 November 2026, 10:12 a.m."
        assert formats.date(date(2026, 11, 21), LEON, "short") == "21 Nov 2026"


def test_a_deadline_names_the_zone_in_words():
    last = datetime(2026, 11, 29, 5, 59, 59, tzinfo=UTC)
    with translation.override("es"):
        assert formats.deadline(last, LEON) == "28 de noviembre de 2026, 11:59 p. m. (hora de León)"
    with translation.override("en"):
        assert formats.deadline(last, LEON) == "28 November 2026, 11:59 p.m. (León time)"
    with pytest.raises(ValueError, match="aware"):
        formats.deadline(datetime(2026, 11, 29), LEON)


def test_a_phone_is_written_for_its_country_and_text_is_left_alone():
    assert formats.phone("4770000000", LEON) == "+52 477 000 0000"
    assert formats.phone("por confirmar", LEON) == "por confirmar"


def test_no_format_has_a_space_that_cannot_be_typed():
    with translation.override("es"):
        texts = [
            formats.instant(MORNING, VALLEDUPAR),
            formats.percent(Decimal("0.5"), VALLEDUPAR),
            formats.money(Decimal("-1234567.5"), MunicipalityFactory.build(currency="USD")),
        ]
    assert not any(mark in text for text in texts for mark in "\u00a0\u202f\u2009")


def test_words_are_those_of_the_country_and_of_the_language():
    with translation.override("es"):
        assert (word("tax_id", "MX"), word("tax_id", "CO")) == ("RFC", "NIT")
        assert word("tax_id", None) == "RFC o NIT"
        assert word("call", None) == "convocatoria"
        assert word("folio", "CO", capital=True) == "Número de radicado"
    with translation.override("en"):
        assert word("tax_id", None) == "RFC or NIT"
        assert word("state", "CO") == "department (region)"
    with pytest.raises(KeyError, match="no word for"):
        word("no-such-thing", "MX")


def test_every_word_is_given_in_each_country_and_in_english():
    assert [key for key, found in WORDS.items() if not (found.mx and found.co and found.en)] == []


def test_the_template_library_speaks_for_the_city_of_the_page():
    template = Template(
        "{% load city %}{{ amount|money:city }} {{ day|city_date:city }} {{ n|city_number:city }} "
        '{% word "tax_id" city %} {% word "folio" "CO" capital=True %} {% word "tax_id" %} {{ rfc|masked }} '
        "{{ moment|city_deadline:city }}"
    )
    facts = {"amount": Decimal(5), "day": date(2026, 1, 2), "n": 7000, "rfc": "ZZT200115AA8", "moment": MORNING}
    with translation.override("es"):
        assert template.render(Context(facts | {"city": LEON})) == (
            "$5.00 2 de enero de 2026 7,000 RFC Número de radicado RFC o NIT •••••••••AA8 "
            "28 de noviembre de 2026, 10:12 a. m. (hora de León)"
        )


def test_a_conversation_is_opened_by_the_number_and_a_written_text():
    link = formats.whatsapp("(477) 123 4567", LEON, "Hola, ¿puede venir?")
    assert link == "https://wa.me/524771234567?text=Hola%2C%20%C2%BFpuede%20venir%3F"
    assert formats.whatsapp("605 574 1234", VALLEDUPAR, "x").startswith("https://wa.me/576055741234?")
    assert formats.whatsapp("sin teléfono", LEON, "x") == ""
    assert formats.whatsapp("12", LEON, "x") == ""
