"""Synthetic enterprises for the demo, made by the actions on a moved clock. DATOS DE PRUEBA, all of them.

The same seed makes the same enterprises each time; dates are relative to the day they are loaded.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from stdnum.co import nit
from stdnum.mx import rfc

from enterprises.actions import (
    accept_member_invitation,
    add_worker,
    confirm_registration,
    create_project,
    declare_registration,
    invite_member,
    record_figures,
    refuse_registration,
    register_enterprise,
    update_enterprise,
)
from enterprises.actions.mercantile import chambers_of
from enterprises.demo_places import PLACES, Place
from enterprises.demo_words import Words
from enterprises.enums import PersonType
from enterprises.models import Enterprise, StrategicLine
from enterprises.models.registrations import year_owed
from portal.accounts.actions import sign_up
from portal.accounts.enums import Channel
from portal.accounts.models import PrivacyNotice, User
from portal.core import clock
from portal.core.calendar import BusinessCalendar
from portal.core.demo import MARK, demo
from portal.core.enums import Country
from portal.core.models import Municipality

MONTHS_BACK = 10
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Kit:
    """What all enterprises of one city are made with."""

    place: Place
    city: Municipality
    notice: PrivacyNotice | None
    lines: list[StrategicLine]
    chance: random.Random

    @property
    def words(self) -> Words:
        return self.place.words


@demo("enterprises", order=20)
def make_enterprises() -> str:
    """Register the enterprises of each loaded city, the first of them for its account, over the last ten months."""
    made = 0
    for place in PLACES:
        city = Municipality.objects.filter(slug=place.slug).first()
        if city is None:
            continue
        lines = list(StrategicLine.objects.published().for_municipality(city))
        chance = random.Random(place.seed)  # noqa: S311 - a demo, no secret
        kit = Kit(place, city, PrivacyNotice.objects.in_force(city), lines, chance)
        for number in range(place.how_many):
            with clock.moved_to(_moment(place, number)):
                enterprise = _enterprise(kit, number)
            if place.registrar and not enterprise.is_idea:
                _matricula(kit, enterprise, number)
        made += place.how_many
    return f"{made} enterprises"


def _moment(place: Place, number: int) -> datetime:
    """Spread the registrations from ten months ago until a month ago, in working hours."""
    now = clock.now()
    start, end = now - MONTHS_BACK * MONTH, now - MONTH
    at = start + (end - start) * number / place.how_many
    return at.replace(hour=15 + number % 7, minute=7 * number % 60, second=0, microsecond=0)


def _enterprise(kit: Kit, number: int) -> Enterprise:
    chance, words = kit.chance, kit.words
    sector, trade, activity = words.activities[number % len(words.activities)]
    owner = _owner(kit, number)
    person_type = PersonType.NATURAL if number % 3 == 2 else PersonType.LEGAL
    is_idea = number >= kit.place.how_many - kit.place.ideas
    founded = clock.today(kit.city.zone) - timedelta(days=chance.randint(400, 5_500))
    name = f"{trade} {words.closings[number // len(words.activities) % len(words.closings)]} ({MARK})"
    enterprise = register_enterprise(
        kit.city,
        by=owner,
        person_type=PersonType.NATURAL if is_idea else person_type,
        legal_name=owner.full_name if is_idea or person_type == PersonType.NATURAL else f"{name} {words.company}",
        tax_id="" if is_idea else TAX_IDS[Country(kit.city.country)](number, person_type, founded),
        is_test=True,
        trade_name=name,
    )
    enterprise = update_enterprise(
        enterprise,
        by=owner,
        sector_code=sector,
        activity=activity,
        founded_on=None if is_idea else founded,
        street=f"{chance.choice(words.streets)} {chance.randint(101, 1999)}",
        neighbourhood=chance.choice(words.neighbourhoods),
        postal_code=f"{words.postal_code}{chance.randint(0, 699):03d}",
        phone=f"{words.phone}{number:04d}",
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
        return User.objects.get(email=kit.place.owner)
    return _person(kit, f"empresa{number + 1}@{kit.place.slug}.example", _name(kit, number, number * 7))


def _name(kit: Kit, given: int, surname: int) -> str:
    first_names, surnames = kit.words.first_names, kit.words.surnames
    return f"{first_names[given % len(first_names)]} Prueba {surnames[surname % len(surnames)]}"


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


def _nit(number: int, person_type: str, _founded: date) -> str:
    """Make a NIT of right form and digit in a range that is not given out, or of a cédula that is unlikely to be."""
    base = str(999_000_100 + number if person_type == PersonType.LEGAL else 1_065_900_000 + number)
    return f"{base}-{nit.calc_check_digit(base)}"


TAX_IDS = {Country.MX: _rfc, Country.CO: _nit}


def _matricula(kit: Kit, enterprise: Enterprise, number: int) -> None:
    """Declare the matrícula forty days ago; the chamber confirms it but of the last two: one waits, one is refused."""
    owner = enterprise.members.owners().select_related("user").get().user
    officer = User.objects.get(email=kit.place.registrar)
    year = year_owed(clock.today(kit.city.zone), BusinessCalendar.of(kit.city))
    last = kit.place.how_many - kit.place.ideas - 1
    day = max(enterprise.registered_at, clock.now() - timedelta(days=40)) + timedelta(hours=3)
    with clock.moved_to(day):
        declared = declare_registration(
            enterprise,
            by=owner,
            chamber=chambers_of(kit.city).get(),
            number=f"{150_000 + number}",
            renewed_year=year,
        )
    with clock.moved_to(day + timedelta(days=1)):
        if number < last - 1:
            renewed_on = min(date(year, 3, 20), day.date())
            confirm_registration(declared, by=officer, number=declared.number, renewed_year=year, renewed_on=renewed_on)
        elif number == last:
            refuse_registration(declared, by=officer, note="El número es de otra empresa. Revise su certificado.")


def _figures(kit: Kit, enterprise: Enterprise, owner: User, number: int) -> None:
    chance, year = kit.chance, clock.today(kit.city.zone).year
    sizes = kit.place.sizes
    shares = [share for share, _workers, _sales in sizes]
    _share, workers_range, sales_range = sizes[0] if number == 0 else chance.choices(sizes, shares)[0]
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
        add_worker(
            enterprise,
            by=owner,
            full_name=_name(kit, number + worker + 5, number + worker),
            position=("Operación", "Ventas", "Administración")[worker],
        )
    if number % 10 == 0:
        email = f"colaboradora{number + 1}@{kit.place.slug}.example"
        given = kit.words.first_names[(number + 9) % len(kit.words.first_names)]
        colleague = _person(kit, email, f"{given} Prueba Colaboradora")
        accept_member_invitation(invite_member(enterprise, by=owner, email=email), by=colleague)


def _projects(kit: Kit, enterprise: Enterprise, owner: User, number: int) -> None:
    if not kit.lines or number % 6 == 5:
        return
    slug, title, goal = kit.words.goals[number % len(kit.words.goals)]
    line = next((line for line in kit.lines if line.slug == slug), kit.lines[0])
    budget = Decimal(kit.chance.randint(30, 900)) * 1000 * kit.words.price_level
    create_project(enterprise, by=owner, title=title, goal=goal, budget=budget, line=line)
