from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.core.folios import _written, clean_folio, reserve_folio
from tests.factories.core import MunicipalityFactory

folios = st.builds(
    _written,
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=6),
    st.integers(2000, 2999).map(str),
    st.integers(1, 999_999).map("{:05d}".format),
)


def test_folios_follow_each_other_within_the_year_of_the_city(leon):
    with clock.moved_to(datetime(2027, 1, 1, 5, tzinfo=UTC)):  # still 2026 in León
        assert [reserve_folio(leon)[:14] for _turn in range(2)] == ["LEO-2026-00001", "LEO-2026-00002"]
    with clock.moved_to(datetime(2027, 1, 1, 7, tzinfo=UTC)):
        assert reserve_folio(leon)[:14] == "LEO-2027-00001"


@given(folios)
def test_a_folio_is_read_however_it_is_typed(folio):
    assert clean_folio(f"  {folio.lower().replace('-', ' ')} ") == folio
    assert clean_folio(folio.replace("-", "")) == folio
    assert clean_folio(folio.replace("-", "–")) == folio


@given(folios, st.data())
def test_any_one_mistyped_digit_is_caught(folio, data):
    places = [i for i, character in enumerate(folio) if character.isdigit()]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != folio[place]]))
    with pytest.raises(ValueError, match=r"digit|dígito"):
        clean_folio(folio[:place] + wrong + folio[place + 1 :])


@given(folios, st.data())
def test_two_neighbouring_digits_swapped_are_caught(folio, data):
    bare = folio.replace("-", "")
    places = [i for i in range(len(bare) - 1) if bare[i : i + 2].isdigit() and bare[i] != bare[i + 1]]
    place = data.draw(st.sampled_from(places))
    with pytest.raises(ValueError, match=r"digit|dígito"):
        clean_folio(bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :])


@pytest.mark.parametrize(
    "text", ["", "LEO", "2026-00042-7", "LEO-26-42-7", "LEO-2026-00042-", "LÉO-2026-00042-7", "٣" * 12]
)
def test_what_is_no_folio_is_told_how_one_is_written(text):
    with pytest.raises(ValueError, match="LEO-2026-00042-7"):
        clean_folio(text)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_folios():
    city = MunicipalityFactory()

    def ask(_turn):
        try:
            return reserve_folio(city)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        given_out = list(pool.map(ask, range(24)))
    assert len(set(given_out)) == 24
    assert {folio.split("-")[2] for folio in given_out} == {f"{n:05d}" for n in range(1, 25)}
