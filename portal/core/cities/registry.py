"""Which part of a city file is read by whom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.apps import apps

if TYPE_CHECKING:
    from portal.core.cities.loader import Loader
    from portal.core.models import Municipality


class Load(Protocol):
    """Reads its keys of the whole document and writes rows through the loader."""

    def __call__(self, document: dict[str, Any], *, municipality: "Municipality", loader: "Loader") -> None: ...


@dataclass(frozen=True)
class Section:
    keys: tuple[str, ...]
    load: Load


_sections: list[Section] = []


def section(*keys: str) -> Callable[[Load], Load]:
    """Register the function that reads the top-level `keys` of a city file. A key has one reader (ValueError)."""

    def register(function: Load) -> Load:
        taken = {key for known in _sections for key in known.keys} & set(keys)
        if taken:
            raise ValueError(f"these keys of city files already have a reader: {', '.join(sorted(taken))}")
        _sections.append(Section(keys, function))
        return function

    return register


def sections() -> Iterator[Section]:
    """All sections from the ground floor up; settings.INSTALLED_APPS lists the roof first."""
    floors = [config.name for config in apps.get_app_configs()]

    def floor(known: Section) -> int:
        config = apps.get_containing_app_config(known.load.__module__)
        return -floors.index(config.name) if config else -len(floors)

    yield from sorted(_sections, key=floor)
