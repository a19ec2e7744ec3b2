"""Numbers and amounts: typed as the city writes them, refused when they could mean two things, exact when stored."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Avg, F, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import translation

from portal.core.money import LARGEST, LocalDecimalFormField, LocalIntegerFormField, MoneyField, MoneyFormField
from tests.factories.core import MunicipalityFactory

MEXICO = MunicipalityFactory.build(leon=True)
COLOMBIA = MunicipalityFactory.build(colombia=True)


@pytest.fixture
def box_model(settings, db):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.core.strongbox"]
    from tests.core.strongbox.models import Box

    with connection.schema_editor() as editor:
        editor.create_model(Box)
    yield Box
    with connection.schema_editor() as editor:
        editor.delete_model(Box)


@pytest.mark.parametrize(
    ("city", "text", "amount"),
    [
        (MEXICO, "1,234.50", "1234.50"),
        (MEXICO, "1234.5", "1234.50"),
        (MEXICO, "$1,300,000.00", "1300000"),
        (MEXICO, " $ 1 300 000 MXN ", "1300000"),
        (MEXICO, "1\u00a0234.50", "1234.50"),  # copied from a page with no-break spaces
        (MEXICO, "1\u202f234\u202f567.50", "1234567.50"),
        (MEXICO, "1,234", "1234"),
        (MEXICO, "0", "0"),
        (MEXICO, "007", "7"),
        (MEXICO, "１２３４", "1234"),
        (COLOMBIA, "1.234,50", "1234.50"),
        (COLOMBIA, "$1.300.000", "1300000"),
        (COLOMBIA, "1.234", "1234"),
        (COLOMBIA, "1300000 cop", "1300000"),
        (None, "1234.5", "1234.5"),
        (None, "1234,50", "1234.5"),
    ],
)
def test_an_amount_is_read_as_the_city_writes_it(city, text, amount):
    assert MoneyFormField(city).clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("city", "text"),
    [
        (MEXICO, "1.234,50"),
        (MEXICO, "1.234"),  # three decimals, or a Colombian thousand
        (MEXICO, "1,23"),
        (MEXICO, "12,34,567"),
        (MEXICO, "1,234,56"),
        (MEXICO, "1.2.3"),
        (MEXICO, "1 234,567"),
        (COLOMBIA, "1,234.50"),
        (COLOMBIA, "1234.50"),
        (COLOMBIA, "1,234"),
        (None, "1,234.50"),
        (None, "1.234"),
        (MEXICO, "NaN"),
        (MEXICO, "Infinity"),
        (MEXICO, "1e5"),
        (MEXICO, "0x10"),
        (MEXICO, "1_000"),
        (MEXICO, "mil pesos"),
        (MEXICO, "1 millón"),
        (MEXICO, "１，２３４．５０"),
        (MEXICO, "١٢٣"),
        (MEXICO, "½"),
        (MEXICO, "--5"),
        (MEXICO, "5-"),
        (MEXICO, "(5)"),
        (MEXICO, "$"),
        (MEXICO, ".50"),
        (MEXICO, "5."),
        (MEXICO, "5 USD"),
    ],
)
def test_what_could_mean_something_else_is_refused_with_an_example(city, text):
    with pytest.raises(ValidationError) as caught, translation.override("en"):
        MoneyFormField(city).clean(text)
    example = {"MX": "12,345.50", "CO": "12.345,50", "": "12345.50"}[city.country if city else ""]
    assert example in str(caught.value.messages[0])


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-5", "cannot be negative"),
        ("−5", "cannot be negative"),
        ("-$5", "cannot be negative"),
        ("9" * 20, "too large"),
        ("9" * 41, "too long"),
        ("1" + "0" * 39, "too large"),
    ],
)
def test_an_absurd_amount_gets_its_own_words(text, words):
    with pytest.raises(ValidationError, match=words), translation.override("en"):
        MoneyFormField(MEXICO).clean(text)


def test_a_whole_number_takes_no_decimals():
    assert LocalIntegerFormField(MEXICO).clean("1,250") == 1250
    assert LocalIntegerFormField(COLOMBIA).clean("1.250") == 1250
    for text in ("12.5", "1,2", "3000000000", "-1"):
        with pytest.raises(ValidationError):
            LocalIntegerFormField(MEXICO).clean(text)
    assert LocalDecimalFormField(COLOMBIA, decimal_places=3).clean("0,125") == Decimal("0.125")


def test_a_form_shows_the_amount_as_it_is_typed_and_keeps_what_was_wrong():
    class Form(forms.Form):
        amount = MoneyFormField(COLOMBIA)
        workers = LocalIntegerFormField(COLOMBIA, required=False)

    form = Form(initial={"amount": Decimal("1300000.00"), "workers": 1250})
    assert 'value="1.300.000"' in str(form["amount"])
    assert 'inputmode="decimal"' in str(form["amount"])
    assert 'value="1.250"' in str(form["workers"])
    assert 'value="1,5 mil"' in str(Form({"amount": "1,5 mil"})["amount"])
    same = Form({"amount": "1.300.000,00", "workers": ""}, initial={"amount": Decimal("1300000")})
    assert same.is_valid()
    assert not same.has_changed()


def test_amounts_are_exact_whole_cents_in_the_database(box_model):
    for text in ("0.10", "0.20", "1300000.00", str(LARGEST)):
        box_model.objects.create(label="x", amount=Decimal(text))
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM strongbox_box ORDER BY amount")
        assert [row[0] for row in cursor.fetchall()][:3] == [10, 20, 130000000]
    small = box_model.objects.filter(amount__lt=1)
    assert small.aggregate(total=Sum("amount"))["total"] == Decimal("0.30")
    assert small.aggregate(mean=Avg("amount"))["mean"] == Decimal("0.15")
    nothing = box_model.objects.filter(amount__lt=0)
    zero = Value(Decimal(0), output_field=MoneyField())
    assert nothing.aggregate(total=Coalesce(Sum("amount"), zero))["total"] == Decimal(0)
    small.update(amount=F("amount") + Value(Decimal("0.05"), output_field=MoneyField()))
    assert sorted(small.values_list("amount", flat=True)) == [Decimal("0.15"), Decimal("0.25")]
    assert box_model.objects.get(amount=LARGEST).amount == LARGEST
    assert box_model.objects.create().amount is None


@pytest.mark.parametrize("value", [0.1, True, "NaN", "1e400", Decimal("1.005"), LARGEST + 1, "x", "Infinity"])
def test_what_is_no_amount_is_refused_before_the_database(value):
    with pytest.raises(ValidationError):
        MoneyField().clean(value, None)
