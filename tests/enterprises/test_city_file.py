import pytest

from enterprises.city_sections import load_strategic_lines
from enterprises.models import ReferenceValue, SectorCode, SizeRule, StrategicLine
from portal.core.cities import CityFileError, Loader, Report
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db

LINE = {"number": 7, "name": "Por definir", "slug": "linea-7"}


def load(city, *lines):
    report = Report()
    load_strategic_lines({"strategic_lines": list(lines)}, municipality=city, loader=Loader(report))
    return report


def test_a_city_file_brings_its_lines_and_the_law_of_its_country(leon):
    load(leon, LINE)
    assert not StrategicLine.objects.get().is_published
    assert (SectorCode.objects.count(), SizeRule.objects.count()) == (20, 9)
    load(MunicipalityFactory(colombia=True))
    assert ReferenceValue.objects.filter(country="CO", code="uvt").count() == 8
    assert all(row.source for model in (SectorCode, SizeRule, ReferenceValue) for row in model.objects.all())


def test_loading_again_changes_nothing_and_keeps_what_staff_named(leon):
    load(leon, LINE)
    assert load(leon, LINE).unchanged == 1 + 20 + 9 + 2
    StrategicLine.objects.update(name="Turismo", is_published=True)
    report = load(leon, LINE | {"name": "Otro nombre"})
    assert StrategicLine.objects.get().name == "Turismo"
    assert len(report.kept) == 1


@pytest.mark.parametrize("wrong", [{"number": 0}, {"name": ""}, {"slug": "Con Espacios"}, {"color": "rojo"}])
def test_a_wrong_line_is_told_with_its_place(leon, wrong):
    with pytest.raises(CityFileError, match=r"strategic_lines\[1\]"):
        load(leon, LINE | wrong)
