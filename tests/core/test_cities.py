"""City files: all or nothing, faults with their path, and rows that a person changed stay as the person left them."""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from portal.core import brand, cities, clock
from portal.core.cities import CityFileError, Table, registry, section, sections
from portal.core.enums import Role
from portal.core.models import LedgerEntry, Municipality, NonWorkingDay

CITY = """
[city]
slug = "leon"
name = "León"
official_name = "Municipio de León, Guanajuato"
country = "MX"
locale = "es_MX"
currency = "MXN"
timezone = "America/Mexico_City"
folio_prefix = "LEO"
brand_color = "#7a1f2b"
phone = "+52 477 000 0000"
[city.settings.established_years]
value = 2
to_be_set_by_staff = true
note = "El texto no lo dice."
[[calendar.non_working_days]]
date = 2027-03-25
reason = "Jueves Santo"
"""


@pytest.fixture(autouse=True)
def core_sections_alone(monkeypatch):
    """The floors above bring sections with demands of their own; these tests are about the loading."""
    monkeypatch.setattr(registry, "_sections", [registry.Section(("calendar",), sections.load_calendar)])


@pytest.fixture
def city_file(tmp_path):
    def write(text: str = CITY, *, old: str = "", new: str = ""):
        assert old in text
        path = tmp_path / "leon.toml"
        path.write_text(text.replace(old, new) if old else text)
        return path

    return write


def faults(path) -> tuple[str, ...]:
    with pytest.raises(CityFileError) as caught:
        cities.load(path)
    return caught.value.faults


@pytest.mark.django_db(transaction=True)
def test_a_city_is_loaded_once_and_not_touched_by_a_second_load(city_file):
    report = cities.load(city_file())
    assert (report.created, report.updated, report.unchanged, report.kept) == (2, 0, 0, [])
    leon = Municipality.objects.get()
    assert (leon.slug, leon.setting("established_years"), leon.zone) == ("leon", 2, ZoneInfo("America/Mexico_City"))
    assert (leon.brand_dark, leon.brand_soft) == brand.derived("#7a1f2b")
    report = cities.load(city_file())
    assert (report.created, report.updated, report.unchanged, report.kept) == (0, 0, 2, [])
    assert LedgerEntry.objects.filter(action="core.city.load").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_changed_file_changes_the_rows_that_nobody_touched(city_file):
    cities.load(city_file())
    report = cities.load(city_file(old="Jueves Santo", new="Semana Santa"))
    assert (report.updated, report.unchanged) == (1, 1)
    assert NonWorkingDay.objects.get().reason == "Semana Santa"


@pytest.mark.django_db(transaction=True)
def test_what_a_person_changed_is_kept_and_reported_until_it_agrees_again(city_file):
    cities.load(city_file())
    Municipality.objects.update(phone="+52 477 111 1111")
    report = cities.load(city_file(old="477 000 0000", new="477 222 2222"))
    assert Municipality.objects.get().phone == "+52 477 111 1111"
    assert len(report.kept) == 1
    assert "core.Municipality León" in report.kept[0]
    assert cities.load(city_file(old="477 000 0000", new="477 111 1111")).kept == []


@pytest.mark.django_db(transaction=True)
def test_a_fault_anywhere_leaves_nothing_loaded(city_file):
    assert faults(city_file(old='reason = "Jueves Santo"', new="")) == (
        "calendar.non_working_days[1].reason: is missing, must be a text",
    )
    assert not Municipality.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('timezone = "America/Mexico_City"', 'timezone = "America/Leon"', "city.timezone: is not a zone"),
        ('currency = "MXN"', 'currency = "XQZ"', "city.currency: must be an ISO 4217 code"),
        ('locale = "es_MX"', 'locale = "es_ZZZ"', "city.locale: must be like es_MX"),
        ('country = "MX"', 'country = "US"', "city.country: must be one of MX, CO, not 'US'"),
        ('name = "León"', "name = 7", "city.name: must be a text, not 7"),
        ('name = "León"', 'name = " "', "city.name"),
        ('name = "León"', 'nmae = "León"', "city.name: is missing"),
        ('phone = "+52', 'fax = "+52', "city.fax: is not known here"),
        ('slug = "leon"', 'slug = "León"', "city.slug: may have lowercase letters"),
        ('slug = "leon"', 'slug = "admin"', "city.slug:"),
        ('brand_color = "#7a1f2b"', 'brand_color = "red"', "city.brand_color: a colour is written #rrggbb"),
        ('brand_color = "#7a1f2b"', 'brand_color = "#ff6666"', "city.brand_color: white text on it has a contrast"),
        ("#7a1f2b", '#7a1f2b"\nbrand_soft = "#802030', "city.brand_soft: dark text on it has a contrast"),
        ("date = 2027-03-25", "date = 2027-03-25T10:00:00", "calendar.non_working_days[1].date: must be a date"),
        ("date = 2027-03-25", 'date = "25/03/2027"', "calendar.non_working_days[1].date: must be a date"),
        ("[[calendar.non_working_days]]", "[calendar.non_working_days]", "calendar.non_working_days: must be a list"),
        ("[[calendar.non_working_days]]", "[[programas]]", "programas: no part of the portal reads this"),
    ],
)
def test_each_fault_says_where_it_is_and_what_is_expected(city_file, old, new, fault):
    assert faults(city_file(old=old, new=new))[0].startswith(fault)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path, city_file):
    assert "No such file" in faults(tmp_path / "nowhere.toml")[0]
    assert "line" in faults(city_file(old="[city]", new="[city"))[0]
    (tmp_path / "latin.toml").write_bytes('name = "León"'.encode("latin-1"))
    assert "UTF-8" in faults(tmp_path / "latin.toml")[0]
    with pytest.raises(CommandError, match="nothing has changed"):
        call_command("load_city", str(tmp_path / "nowhere.toml"))


@pytest.mark.django_db(transaction=True)
def test_a_check_tells_everything_and_leaves_nothing(city_file):
    out = StringIO()
    call_command("load_city", str(city_file()), "--check", stdout=out)
    assert "León: 2 created, 0 updated, 0 unchanged, 0 kept" in out.getvalue()
    assert not Municipality.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_all_faults_that_a_section_notes_are_told_together(city_file):
    @section("extras")
    def load_extras(document, *, municipality, loader):
        for table in loader.tables(document, "extras"):
            loader.fault(table.path, f"{table.text('word')} is not right")

    text = CITY + '[[extras]]\nword = "one"\n[[extras]]\nword = "two"\n'
    assert faults(city_file(text)) == ("extras[1]: one is not right", "extras[2]: two is not right")
    with pytest.raises(ValueError, match="already have a reader"):
        section("calendar", "more")(load_extras)


def read(text: str) -> Table:
    return Table(tomllib.loads(text), "t", ZoneInfo("America/Mexico_City"))


def test_times_of_the_file_are_those_of_the_city():
    table = read(
        'a = 2027-01-31T23:59:59\nb = 2027-01-31T23:59:59-05:00\nc = "today+45d 23:59:59"\nd = "today-30d"\ne = "today"'
    )
    with clock.moved_to(datetime(2026, 11, 22, 3, tzinfo=UTC)):  # the evening of the 21st in León
        assert table.instant("a") == datetime(2027, 2, 1, 5, 59, 59, tzinfo=UTC)
        assert table.instant("b") == datetime(2027, 2, 1, 4, 59, 59, tzinfo=UTC)
        assert table.instant("c") == datetime(2027, 1, 6, 5, 59, 59, tzinfo=UTC)
        assert table.instant("d") == datetime(2026, 10, 22, 6, tzinfo=UTC)
        assert table.day("e") == date(2026, 11, 21)
        for text in ("tomorrow", "today+5", "today +5d", "today+5d 25:00", "today 12"):
            with pytest.raises(CityFileError):
                read(f'x = "{text}"').instant("x")


def test_values_are_read_as_what_they_are():
    table = read('n = 3\nb = true\nm = "1300000.00"\nf = 7222.22\nr = "staff"\nl = ["a", "b"]\nempty = ""')
    assert (table.integer("n"), table.boolean("b"), table.choice("r", Role)) == (3, True, Role.STAFF)
    assert (table.money("m"), table.money("f")) == (Decimal("1300000.00"), Decimal("7222.22"))
    assert (table.texts("l"), table.text("empty", "none"), table.integer("no", None)) == (["a", "b"], "none", None)
    table.close()


@pytest.mark.parametrize(
    ("text", "read_it"),
    [
        ("x = true", lambda table: table.integer("x")),
        ("x = 0", lambda table: table.integer("x", minimum=1)),
        ("x = 1", lambda table: table.boolean("x")),
        ("x = -1", lambda table: table.money("x")),
        ('x = "1.005"', lambda table: table.money("x")),
        ("x = nan", lambda table: table.decimal("x")),
        ("x = inf", lambda table: table.money("x")),
        ('x = "mil"', lambda table: table.money("x")),
        ("x = [1]", lambda table: table.texts("x")),
        ('x = "abc"', lambda table: table.text("x", max_length=2)),
        ('x = "boss"', lambda table: table.choice("x", Role)),
        ("x = 1", lambda table: table.table("x")),
    ],
)
def test_a_value_of_another_type_is_a_fault_with_its_path(text, read_it):
    with pytest.raises(CityFileError, match=r"^t\.x: "):
        read_it(read(text))


def test_contrast_is_that_of_the_standard():
    assert brand.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert brand.contrast("#7a1f2b", "#ffffff") == pytest.approx(10.20, abs=0.01)
    assert brand.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert list(brand.faults("#7a1f2b", "#561620", "#f7ebed")) == []
