"""The report of the registry equals what SQL counts."""

import pytest
from django.db import connection

from enterprises.models import Enterprise
from portal.core.enums import Role
from portal.reports.registry import registered
from tests.factories.core import MunicipalityFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.organizations import city_member

pytestmark = pytest.mark.django_db


def test_enterprises_by_size_and_sector_equal_the_table():
    city = MunicipalityFactory()
    for sector, size, led in (
        ("31-33", "micro", True),
        ("31-33", "micro", False),
        ("31-33", "small", None),
        ("", "unknown", None),
    ):
        EnterpriseFactory(municipality=city, sector_code=sector, is_women_led=led)
        Enterprise.objects.filter(pk=Enterprise.objects.order_by("-pk").first().pk).update(size=size)
    EnterpriseFactory(municipality=city, idea=True, sector_code="72")
    merged = EnterpriseFactory(municipality=city)
    Enterprise.objects.filter(pk=merged.pk).update(merged_into=Enterprise.objects.order_by("pk").first())
    EnterpriseFactory()
    staff = city_member(city, Role.STAFF)
    report = registered["empresas-por-tamano-y-sector"]
    found = [tuple(row) for row in report.rows({}, staff, city)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sector_code, count(*), count(tax_id_index), count(*) FILTER (WHERE is_women_led)"
            " FROM enterprises_enterprise WHERE municipality_id = %s AND merged_into_id IS NULL"
            " GROUP BY sector_code, size ORDER BY 1, 2, 3, 4",
            [city.pk],
        )
        truth = cursor.fetchall()
    assert sorted((row[0], *row[3:]) for row in found) == truth
    assert report.total({}, staff, city) == len(found) == 4
    assert list(report.rows({}, city_member(MunicipalityFactory(), Role.STAFF), city)) == []
