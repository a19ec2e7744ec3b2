import pytest
from django.core.exceptions import ValidationError

from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "mi"), ("slug", "admin"), ("timezone", "Mexico/Leon"), ("folio_prefix", "leo"), ("folio_prefix", "L")],
)
def test_what_would_break_the_city_is_refused(field, value):
    city = MunicipalityFactory.build(**{field: value})
    with pytest.raises(ValidationError) as refusal:
        city.full_clean()
    assert set(refusal.value.message_dict) == {field}


def test_a_sound_city_of_either_country_is_accepted():
    MunicipalityFactory.build(leon=True).full_clean()
    city = MunicipalityFactory.build(colombia=True)
    city.full_clean()
    assert str(city.zone) == "America/Bogota"
    assert city.country_words["tax_id"] == "NIT"


def test_a_threshold_is_read_by_its_key(leon):
    leon.settings = {"second_signature_from": {"value": "50000.00", "to_be_set_by_staff": True, "note": ""}}
    assert leon.setting("second_signature_from") == "50000.00"
    assert leon.setting("unknown", None) is None
    with pytest.raises(KeyError, match="unknown"):
        leon.setting("unknown")
