"""The figure of "who would qualify": eight rules over REGISTERED enterprises of a city, counted by the database."""

import time
from typing import Any

from django.db import connection

from enterprises.facts import FactContext
from enterprises.models import Enterprise, YearlyFigures
from portal.core import clock
from programs.qualification import who_qualifies
from tests.benchmarks.copies import copies
from tests.benchmarks.figures import Seconds
from tests.benchmarks.load import WrongAnswer
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.programs import CallFactory, RuleFactory

REGISTERED = 100_000
FIRST = 2_000_000  # the keys of the copies begin here
MOST = 5.0  # seconds
RULES: tuple[dict[str, Any], ...] = (
    {"fact": "size", "operator": "in", "value": ["micro", "small", "medium"]},
    {"fact": "is_home_city", "operator": "is", "value": True},
    {"fact": "years_operating", "operator": "gte", "value": 2},
    {"fact": "has_tax_id", "operator": "is", "value": True},
    {"fact": "workers", "operator": "between", "value": [2, 50]},
    {"fact": "annual_sales", "operator": "lte", "value": 4_000_000},
    {"fact": "already_benefited", "operator": "is", "value": False},
    {"fact": "sector", "operator": "in", "value": ["11", "31-33"], "severity": "preferred", "points": 5},
)


def qualify() -> list[Seconds]:
    """Count who of the registry would qualify; the first count, with nothing read before."""
    call = CallFactory()
    for rule in RULES:
        RuleFactory(version=call.current_version, **rule)
    city = call.municipality
    _registry(city)
    context = FactContext(municipality=city, on=clock.today(city.zone), call=call)
    began = time.perf_counter()
    found = who_qualifies(call.current_version, Enterprise.objects.filter(municipality=city), context)
    took = time.perf_counter() - began
    if found.total.total != REGISTERED + 1 or not found.total.qualify or not found.total.excluded:
        raise WrongAnswer(f"{found.total} of {REGISTERED + 1} enterprises")
    return [Seconds("Who would qualify", REGISTERED, took, MOST)]


def _registry(city: Any) -> None:
    """REGISTERED enterprises of all sizes, sectors and ages, each with its figures of last year."""
    enterprise = EnterpriseFactory(municipality=city)
    last_year = clock.today(city.zone).year - 1
    figures = YearlyFigures.objects.create(
        enterprise=enterprise, year=last_year, workers=5, sales=1_000_000, recorded_at=clock.now()
    )
    own = {"id": f"{FIRST} + n"}
    copies(enterprise.vault, REGISTERED, **own, public_id="gen_random_uuid()")
    copies(
        enterprise,
        REGISTERED,
        **own,
        public_id="gen_random_uuid()",
        tax_id="''",
        tax_id_index="CASE WHEN mod(n, 7) = 0 THEN NULL ELSE md5(n::text) || md5((-n)::text) END",
        vault_id=own["id"],
        size="(ARRAY['micro', 'small', 'medium', 'large', 'unknown'])[1 + mod(n, 5)]",
        sector_code="(ARRAY['11', '31-33', '46', '72', ''])[1 + mod(n / 5, 5)]",
        founded_on="CASE WHEN mod(n, 11) = 0 THEN NULL ELSE CURRENT_DATE - mod(n, 4000) END",
    )
    copies(figures, REGISTERED, **own, enterprise_id=own["id"], workers="mod(n, 80)", sales="mod(n, 900) * 1000000")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET statement_timeout = '15s'")
