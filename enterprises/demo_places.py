"""The cities of the demo: how many enterprises each has, and what they are made of."""

from dataclasses import dataclass

from enterprises import demo_words
from enterprises.demo_words import Words


@dataclass(frozen=True)
class Place:
    """One city of the demo: how many enterprises, of them so many ideas, the first one that of the account `owner`.

    `sizes` are the share of each size, with workers from … to … and sales in thousands of pesos from … to …
    `registrar` is the account of the chamber that confirms the mercantile registrations, where the country has them.
    """

    slug: str
    owner: str
    how_many: int
    ideas: int
    seed: int
    words: Words
    sizes: tuple[tuple[float, tuple[int, int], tuple[int, int]], ...]
    registrar: str = ""


LEON = Place(
    slug="leon",
    owner="emprendedora@leon.example",
    how_many=60,
    ideas=4,
    seed=11020,
    words=demo_words.LEON,
    sizes=((0.62, (1, 10), (150, 3_900)), (0.27, (12, 45), (5_000, 70_000)), (0.11, (55, 180), (110_000, 200_000))),
)
VALLEDUPAR = Place(
    slug="valledupar",
    owner="emprendedor@valledupar.example",
    how_many=12,
    ideas=1,
    seed=20001,
    words=demo_words.VALLEDUPAR,
    sizes=(
        (0.70, (1, 10), (30_000, 900_000)),
        (0.20, (12, 40), (2_500_000, 6_500_000)),
        (0.10, (55, 150), (23_000_000, 25_000_000)),
    ),
    registrar="camara@valledupar.example",
)
JUAREZ = Place(
    slug="juarez",
    owner="empresa@juarez.example",
    how_many=10,
    ideas=1,
    seed=8037,
    words=demo_words.JUAREZ,
    sizes=((0.60, (3, 10), (300, 3_900)), (0.30, (12, 45), (5_000, 70_000)), (0.10, (60, 180), (110_000, 200_000))),
)
PLACES = (LEON, VALLEDUPAR, JUAREZ)
