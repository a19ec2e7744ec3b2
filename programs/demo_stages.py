"""What happens in each city of the demo: its calls, and what becomes of each application.

A fate is a word that `programs.demo.Application.journey` knows, with the number of days ago on which it is sent; they
stand in the order in which enterprises are chosen for them.
"""

from dataclasses import dataclass

Fates = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Earlier:
    """A call of last time: a copy of `source`, open for a month, half a year ago."""

    source: str
    slug: str
    title: str
    places: int
    fates: Fates


@dataclass(frozen=True)
class Stage:
    """One city: who works there, its calls by slug with their fates, and what the account's own enterprise sends.

    An enterprise of which a required rule is not known yet may have the fates in `undecided`, and no other.
    """

    city: str
    staff: str
    officer: str
    account: str
    seed: int
    seasons: tuple[tuple[str, Fates], ...]
    own: tuple[tuple[str, str, int], ...]
    earlier: Earlier | None = None
    undecided: tuple[str, ...] = ()


ACADEMY, INVESTMENT, TRAINING = (
    "academia-de-negocios-2026-2027",
    "proyectos-con-inversion-conjunta",
    "capacitacion-laboral-en-la-empresa-2026",
)
FORTY = "impulso-a-40-mipymes"
# fmt: off
FIRST_GENERATION = (
    *(("complete", days) for days in (168, 166, 163, 160)),
    ("reject", 159), ("approve", 158), ("approve", 156), ("withdraw", 155), ("approve", 153), ("waitlist", 147),
    ("waitlist", 146), ("expire", 145),
)
TRAINING_FATES = (
    *(("approve", days) for days in (43, 42, 41, 40, 39, 38, 37, 36)),
    ("leave_early", 35), ("approve", 34), ("leave_late", 33), ("approve", 32), ("waitlist_accept", 31),
    ("waitlist", 30), ("waitlist", 29), ("waitlist", 28), ("waitlist", 27), ("submit", 2), ("draft", 1),
)
ACADEMY_FATES = (
    *(("approve", days) for days in (28, 27, 26, 24, 22, 20, 18)),
    ("reject", 27), ("withdraw", 23), ("corrected", 16), ("expire", 26), ("changes", 5), ("answered", 7), ("review", 6),
    ("review", 5), ("submit", 4), ("submit", 3), ("submit", 2), ("submit", 1), ("draft", 3), ("draft", 2),
)
INVESTMENT_FATES = (
    *(("approve", days) for days in (18, 18, 17, 15)),
    ("reject", 16), ("changes", 4), ("answered", 6), ("review", 5), ("submit", 3), ("submit", 2), ("draft", 1),
)
FORTY_FATES = (
    ("approve", 32), ("approve", 29), ("corrected", 26), ("reject", 24), ("withdraw", 21), ("review", 5), ("draft", 1),
    ("submit", 2),
)
# fmt: on

LEON = Stage(
    city="leon",
    staff="personal@leon.example",
    officer="camara@leon.example",
    account="emprendedora@leon.example",
    seed=20260101,
    earlier=Earlier(
        source=ACADEMY,
        slug="academia-de-negocios-primera-generacion",
        title="Academia de negocios, primera generación",
        places=7,
        fates=FIRST_GENERATION,
    ),
    seasons=((TRAINING, TRAINING_FATES), (ACADEMY, ACADEMY_FATES), (INVESTMENT, INVESTMENT_FATES)),
    own=((ACADEMY, "changes", 4), (INVESTMENT, "draft", 1)),
)
VALLEDUPAR = Stage(
    city="valledupar",
    staff="personal@valledupar.example",
    officer="camara@valledupar.example",
    account="emprendedor@valledupar.example",
    seed=20001,
    seasons=((FORTY, FORTY_FATES),),
    own=((FORTY, "changes", 4),),
    undecided=("submit", "review", "draft"),
)
STAGES = (LEON, VALLEDUPAR)
