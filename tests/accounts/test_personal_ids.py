"""The CURP and the cédula: cleaned, and refused when they cannot be one."""

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.personal_ids import clean_personal_id


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("MX", "XEXA850315HGTXXN08", "XEXA850315HGTXXN08"),
        ("MX", " xexa-850315 hgtxxn08", "XEXA850315HGTXXN08"),
        ("MX", "XEXA850315XGTXXN02", "XEXA850315XGTXXN02"),  # neither H nor M
        ("MX", "XEXA050315HNEXXNA7", "XEXA050315HNEXXNA7"),  # born abroad, in this century
        ("CO", "49.700.001", "49700001"),
        ("CO", "1 065 900 001", "1065900001"),
        ("CO", "612345", "612345"),
    ],
)
def test_an_id_is_kept_in_one_way_however_it_was_typed(country: str, typed: str, kept: str) -> None:
    assert clean_personal_id(country, typed) == kept


@pytest.mark.parametrize(
    ("country", "typed", "code"),
    [
        ("MX", "<b>x", "form"),
        ("MX", "", "form"),
        ("MX", "XEXA850315HGTXXN0", "form"),
        ("MX", "XEXA850230HGTXXN08", "form"),  # 30 February
        ("MX", "XEXA850315HZZXXN08", "form"),  # no such state
        ("MX", "XEXA850315HGTXXN07", "check_digit"),
        ("MX", "49700001", "form"),
        ("CO", "<b>x", "form"),
        ("CO", "XEXA850315HGTXXN08", "form"),
        ("CO", "123456789", "form"),
        ("CO", "1111111111", "form"),
        ("CO", "0000000", "form"),
    ],
)
def test_what_cannot_be_an_id_is_refused(country: str, typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_personal_id(country, typed)
    assert refused.value.code == code
