"""Synthetic enterprises of León for the demo, made by the actions on a moved clock. DATOS DE PRUEBA, all of them.

The same seed makes the same enterprises each time; dates are relative to the day they are loaded.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from stdnum.mx import rfc

from enterprises.actions import (
    accept_member_invitation,
    add_worker,
    create_project,
    invite_member,
    record_figures,
    register_enterprise,
    update_enterprise,
)
from enterprises.demo_words import ACTIVITIES, CLOSINGS, FIRST_NAMES, GOALS, NEIGHBOURHOODS, STREETS, SURNAMES
from enterprises.enums import PersonType
from enterprises.models import Enterprise, StrategicLine
from portal.accounts.actions import sign_up
from portal.accounts.enums import Channel
from portal.accounts.models import PrivacyNotice, User
from portal.core import clock
from portal.core.demo import MARK, demo
from portal.core.models import Municipality

CITY = "leon"
OWNER_WITH_ACCOUNT = "emprendedora@leon.example"
HOW_MANY = 60
IDEAS = 4
SEED = 11020
MONTHS_BACK = 10

# Share of each size, with workers from … to … and sales in thousands of pesos from … to …
SIZES = ((0.62, (1, 10), (150, 3_900)), (0.27, (12, 45), (5_000, 70_000)), (0.11, (55, 180), (110_000, 200_000)))


@dataclass(frozen=True)
class Kit:
    """What all enterprises of the demo are made with."""

    city: Municipality
    notice: PrivacyNotice | None
    lines: list[StrategicLine]
    chance: random.Random


@demo("enterprises", order=20)
def make_enterprises() -> str:
    """Register the enterprises of León, the first of them for the demo account, over the last ten months."""
    city = Municipality.objects.filter(slug=CITY).first()
    if city is None:
        return "0 enterprises: León is not loaded"
    lines = list(StrategicLine.objects.published().for_municipality(city))
    kit = Kit(city, PrivacyNotice.objects.in_force(city), lines, random.Random(SEED))  # noqa: S311 - a demo, no secret
    for number in range(HOW_MANY):
        with clock.moved_to(_moment(number)):
            _enterprise(kit, number)
    return f"{HOW_MANY} enterprises"


def _moment(number: int) -> datetime:
    """Spread the registrations from ten months ago until a month ago, in working hours."""
    now = clock.now()
    start, end = now - timedelta(days=30 * MONTHS_BACK), now - timedelta(days=30)
    at = start + (end - start) * number / HOW_MANY
    return at.replace(hour=15 + number % 7, minute=7 * number % 60, second=0, microsecond=0)


def _enterprise(kit: Kit, number: int) -> Enterprise:
    chance = kit.chance
    sector, trade, activity = ACTIVITIES[number % len(ACTIVITIES)]
    owner = _owner(kit, number)
    person_type = PersonType.NATURAL if number % 3 == 2 else PersonType.LEGAL
    is_idea = number >= HOW_MANY - IDEAS
    founded = clock.today(kit.city.zone) - timedelta(days=chance.randint(400, 5_500))
    name = f"{trade} {CLOSINGS[number // len(ACTIVITIES) % len(CLOSINGS)]} ({MARK})"
    enterprise = register_enterprise(
        kit.city,
        by=owner,
        person_type=PersonType.NATURAL if is_idea else person_type,
        legal_name=owner.full_name if is_idea or person_type == PersonType.NATURAL else f"{name} S.A. de C.V.",
        tax_id="" if is_idea else _rfc(number, person_type, founded),
        is_test=True,
        trade_name=name,
    )
    enterprise = update_enterprise(
        enterprise,
        by=owner,
        sector_code=sector,
        activity=activity,
        founded_on=None if is_idea else founded,
        street=f"{chance.choice(STREETS)} {chance.randint(101, 1999)}",
        neighbourhood=chance.choice(NEIGHBOURHOODS),
        postal_code=f"37{chance.randint(0, 699):03d}",
        phone=f"+52477000{number:04d}",
        email=f"contacto{number + 1}@empresa.example",
        is_women_led=chance.choice([True, True, False, None]) if number else True,
    )
    if not is_idea:
        _figures(kit, enterprise, owner, number)
        _people(kit, enterprise, owner, number)
    _projects(kit, enterprise, owner, number)
    return enterprise


def _owner(kit: Kit, number: int) -> User:
    if number == 0:
        return User.objects.get(email=OWNER_WITH_ACCOUNT)
    given, surname = FIRST_NAMES[number % len(FIRST_NAMES)], SURNAMES[number * 7 % len(SURNAMES)]
    return _person(kit, f"empresa{number + 1}@leon.example", f"{given} Prueba {surname}")


def _person(kit: Kit, email: str, full_name: str) -> User:
    """Sign somebody up who never logs in: without a password, so that no time goes into hashing one."""
    return sign_up(
        kit.city,
        email=email,
        full_name=full_name,
        password=None,
        notice=kit.notice,
        is_verified=True,
        channel=Channel.DEMO,
    )


def _rfc(number: int, person_type: str, founded: date) -> str:
    """Make an RFC of right form and digit that is unlikely to be anybody's: it begins with ZZ or ZQ."""
    letters = f"Z{'ZQ'[number % 2]}{chr(65 + number % 26)}" + ("X" if person_type == PersonType.NATURAL else "")
    base = f"{letters}{founded:%y%m%d}{'ABCDEFGHJ'[number // 26 % 9]}{number % 9 + 1}"
    return base + rfc.calc_check_digit(base)


def _figures(kit: Kit, enterprise: Enterprise, owner: User, number: int) -> None:
    chance, year = kit.chance, clock.today(kit.city.zone).year
    shares = [share for share, _workers, _sales in SIZES]
    _share, workers_range, sales_range = SIZES[0] if number == 0 else chance.choices(SIZES, shares)[0]
    workers, sales = chance.randint(*workers_range), Decimal(chance.randint(*sales_range)) * 1000
    for back in (2, 1):
        if enterprise.founded_on is None or enterprise.founded_on.year <= year - back:
            growth = Decimal(100 - 8 * (back - 1)) / 100
            record_figures(
                enterprise,
                by=owner,
                year=year - back,
                workers=workers,
                workers_women=workers // 2,
                sales=(sales * growth).quantize(Decimal("0.01")),
            )


def _people(kit: Kit, enterprise: Enterprise, owner: User, number: int) -> None:
    for worker in range(3 if number == 0 else number % 3):
        given, surname = (
            FIRST_NAMES[(number + worker + 5) % len(FIRST_NAMES)],
            SURNAMES[(number + worker) % len(SURNAMES)],
        )
        add_worker(
            enterprise,
            by=owner,
            full_name=f"{given} Prueba {surname}",
            position=("Operación", "Ventas", "Administración")[worker],
        )
    if number % 10 == 0:
        email = f"colaboradora{number + 1}@leon.example"
        colleague = _person(kit, email, f"{FIRST_NAMES[(number + 9) % len(FIRST_NAMES)]} Prueba Colaboradora")
        accept_member_invitation(invite_member(enterprise, by=owner, email=email), by=colleague)


def _projects(kit: Kit, enterprise: Enterprise, owner: User, number: int) -> None:
    if not kit.lines or number % 6 == 5:
        return
    slug, title, goal = GOALS[number % len(GOALS)]
    line = next((line for line in kit.lines if line.slug == slug), kit.lines[0])
    budget = Decimal(kit.chance.randint(30, 900)) * 1000
    create_project(enterprise, by=owner, title=title, goal=goal, budget=budget, line=line)
