import pytest
from django.core.exceptions import ValidationError

from enterprises.enums import PersonType
from enterprises.tax_ids import clean_rfc, clean_tax_id, tax_id_index

LEGAL, NATURAL = PersonType.LEGAL, PersonType.NATURAL


@pytest.mark.parametrize("text", ["ZZT200115AA8", "ZZL190304B13", "ZZJ210830C20", "Z&Ñ170707H73", " zzt-200115-aa8 "])
def test_the_rfc_of_a_company_is_cleaned_without_a_warning(text):
    cleaned = clean_rfc(text, LEGAL)
    assert len(cleaned.value) == 12
    assert not cleaned.warning


@pytest.mark.parametrize("text", ["XEXA850315AA9", "xoxm 900721 b28", "GODE561231GR8"])
def test_the_rfc_of_an_individual_is_cleaned_without_a_warning(text):
    assert not clean_rfc(text, NATURAL).warning


def test_an_enye_that_was_typed_in_two_parts_is_the_same_letter():
    assert clean_rfc("Z&N\u0303170707H73", LEGAL).value == "Z&Ñ170707H73"


def test_a_wrong_check_digit_is_warned_and_not_refused():
    assert clean_rfc("VACE460910SX6", NATURAL).warning


@pytest.mark.parametrize(
    ("text", "person_type", "code"),
    [
        ("XAXX010101000", NATURAL, "generic"),
        ("xexx-010101-000", LEGAL, "generic"),
        ("XEXA850315AA9", LEGAL, "wrong_person_type"),
        ("ZZT200115AA8", NATURAL, "wrong_person_type"),
        ("ZZT990231AA8", LEGAL, "form"),
        ("ZZT200115", LEGAL, "form"),
        ("BUEI850315AA9", NATURAL, "form"),
        ("ZZT2001I5AA8", LEGAL, "form"),
        ("ＺＺＴ２００１３２ＡＡ８", LEGAL, "form"),
        ("", LEGAL, "form"),
        ("'; DROP TABLE", LEGAL, "form"),
    ],
)
def test_an_rfc_that_cannot_be_is_refused_with_its_reason(text, person_type, code):
    with pytest.raises(ValidationError) as refused:
        clean_rfc(text, person_type)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "person_type"),
    [
        ("999.000.101-0", LEGAL),
        ("999000102-8", LEGAL),
        ("999000103-5", LEGAL),
        ("1065900001-7", NATURAL),
        ("49700001-1", NATURAL),
    ],
)
def test_a_nit_with_its_digit_is_cleaned(text, person_type):
    assert clean_tax_id("CO", person_type, text).value == text.replace(".", "")


@pytest.mark.parametrize(
    ("text", "person_type", "code"),
    [
        ("999000101", LEGAL, "form"),
        ("900000008", LEGAL, "form"),
        ("999000101-5", LEGAL, "check_digit"),
        ("1065900001-7", LEGAL, "wrong_person_type"),
        ("999000101-0", NATURAL, "wrong_person_type"),
        ("222222222-0", LEGAL, "generic"),
        ("99900O101-0", LEGAL, "form"),
    ],
)
def test_a_nit_without_or_with_a_wrong_digit_is_refused(text, person_type, code):
    with pytest.raises(ValidationError) as refused:
        clean_tax_id("CO", person_type, text)
    assert refused.value.code == code


def test_the_index_tells_countries_apart_and_counts_a_nit_without_its_digit():
    assert tax_id_index("CO", "999000101-0") == tax_id_index("CO", "999000101-9")
    assert tax_id_index("MX", "999000101") != tax_id_index("CO", "999000101-0")
