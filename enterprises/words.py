"""How texts are compared in a search: without accents or capitals, a plural like its singular."""

import unicodedata


def plain(text: str) -> str:
    """Give `text` in small letters without accents, each word without its plural ending, so that searches agree."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(_singular(word) for word in bare.split())


def _singular(word: str) -> str:
    if len(word) > 5 and word.endswith("es"):
        return word[:-2]
    return word[:-1] if len(word) > 4 and word.endswith("s") else word
