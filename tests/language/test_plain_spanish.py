"""The Spanish of the portal is plain and says usted: measured on the catalogue itself, so that a new text counts too.

The measure is the reading ease of Fernández Huerta (1959): 206.84 - 60 P - 1.02 F, with P the syllables per word and F
the words per sentence. From 60 on a text is "normal", from 70 on "rather easy".
"""

import re
from pathlib import Path

import polib
import pytest

CATALOGUE = Path(__file__).resolve().parents[2] / "locale/es/LC_MESSAGES/django.po"
EASE = 70
LONG_MESSAGE = 8  # words: shorter ones are labels and buttons, without a sentence to measure
LONGEST_SENTENCE = 20  # words

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
MARKUP = re.compile(r"<[^>]+>")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
# Two vowels are two syllables when both are strong, or when the weak one has the accent; "gue", "qui" have a mute u.
MUTE_U = re.compile(r"(?<=[gq])u(?=[eiéí])")
STRONG_PAIR = re.compile(r"([aeoáéó])(?=[aeoáéó])|([aeoáéó])(?=[íú])|([íú])(?=[aeoáéó])")
NUCLEUS = re.compile(r"[aeiouáéíóúü]+|y\b")

# The second person that is not usted. "escribe", "elige" and the like are also its third person, so they are not here.
FAMILIAR = re.compile(
    r"\b(tú|tu|tus|te|ti|contigo|tuy[oa]s?|vos|vosotr[oa]s|os|vuestr[oa]s?|"
    r"eres|has|estás|tienes|puedes|debes|quieres|sabes|necesitas|haz|ten|ven|pon)\b",
    re.IGNORECASE,
)


def spanish_texts() -> list[str]:
    """Every Spanish text in use, each plural form once."""
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]
    found = [text for entry in entries for text in ([entry.msgstr] if entry.msgstr else entry.msgstr_plural.values())]
    return [text for text in dict.fromkeys(found) if text]


def as_read(text: str) -> str:
    """The text as a person reads it: without markup, and with a word in the place of each placeholder."""
    return PLACEHOLDER.sub("dato", MARKUP.sub("", text))


def words(text: str) -> list[str]:
    return WORD.findall(text)


def sentences(text: str) -> list[str]:
    return [part for part in SENTENCE_END.split(as_read(text)) if words(part)]


def syllables(word: str) -> int:
    separated = STRONG_PAIR.sub(lambda found: f"{found.group()}-", MUTE_U.sub("", word.lower()))
    return max(1, len(NUCLEUS.findall(separated)))


def reading_ease(parts: list[str]) -> float:
    """Fernández Huerta's reading ease of the sentences `parts`, taken as one text."""
    read = [word for part in parts for word in words(part)]
    return 206.84 - 60 * sum(map(syllables, read)) / len(read) - 1.02 * len(read) / len(parts)


@pytest.mark.parametrize(
    ("word", "count"),
    [("casa", 2), ("empresa", 3), ("ciudad", 2), ("envíe", 3), ("quien", 1), ("línea", 3), ("guía", 2), ("y", 1)],
)
def test_syllables_are_counted_as_a_person_does(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_texts_are_read_with_ease() -> None:
    long_texts = [text for text in spanish_texts() if len(words(as_read(text))) >= LONG_MESSAGE]
    assert len(long_texts) > 100
    assert reading_ease([part for text in long_texts for part in sentences(text)]) >= EASE


def test_sentences_are_short() -> None:
    every = [part for text in spanish_texts() for part in sentences(text)]
    assert not [part for part in every if len(words(part)) > LONGEST_SENTENCE]


def test_nobody_is_addressed_as_tu() -> None:
    assert not [text for text in spanish_texts() if FAMILIAR.search(as_read(text))]


def test_quotes_are_typographic_and_nothing_hangs_at_the_ends() -> None:
    texts = [text for text in spanish_texts() if '": {' not in text]  # an example of JSON has its own quotes
    assert not [text for text in texts if '"' in MARKUP.sub("", text) or (text != text.strip() and text.strip() != "o")]
