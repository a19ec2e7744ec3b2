"""The demo data: synthetic people and enterprises, made by running the portal's own actions on a moved clock.

Each app has a module `demo` that registers its parts; `manage.py load_demo` runs them by their order, into an empty
database of a demo installation alone. All of it is marked "DATOS DE PRUEBA".

    @demo("enterprises", order=20)
    def enterprises() -> str:
        ...
        return "60 enterprises"          # printed beside the part's name; may be None
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.core.enums import Role
from portal.core.models import Municipality

PASSWORD = "Mipymes-2026-demo"  # noqa: S105 - published on purpose; production refuses to load the demo
MARK = "DATOS DE PRUEBA"


@dataclass(frozen=True)
class Account:
    """A person who may log in to the demo. `organization` is the slug of theirs in the city file; people who belong
    to none (entrepreneurs, citizens, the installation's administrator) have an empty one."""

    email: str
    full_name: str
    role: Role
    city: str = ""
    organization: str = ""


ACCOUNTS = (
    Account("emprendedora@leon.example", "Mariana Prueba Zavala", Role.ENTREPRENEUR, "leon"),
    Account("emprendedor@valledupar.example", "Andrés Prueba Maestre", Role.ENTREPRENEUR, "valledupar"),
    Account("empresa@juarez.example", "Rosa Prueba Quintana", Role.ENTREPRENEUR, "juarez"),
    Account("camara@leon.example", "Óscar Prueba Villegas", Role.OFFICER, "leon", "canacintra-leon"),
    Account("camara@valledupar.example", "Liliana Prueba Araújo", Role.OFFICER, "valledupar", "camara-valledupar"),
    Account("camara@juarez.example", "Jorge Prueba Terrazas", Role.OFFICER, "juarez", "canacintra-juarez"),
    Account("capacitacion@juarez.example", "Elena Prueba Chávez", Role.TRAINER, "juarez", "cast-conalep"),
    Account("personal@leon.example", "Patricia Prueba Medina", Role.STAFF, "leon", "municipio-leon"),
    Account("personal@valledupar.example", "Camilo Prueba Daza", Role.STAFF, "valledupar", "alcaldia-valledupar"),
    Account("personal@juarez.example", "Verónica Prueba Ríos", Role.STAFF, "juarez", "municipio-juarez"),
    Account("administracion@leon.example", "Héctor Prueba Lozano", Role.CITY_ADMIN, "leon", "municipio-leon"),
    Account("finanzas@leon.example", "Silvia Prueba Barrera", Role.FINANCE, "leon", "municipio-leon"),
    Account("auditoria@leon.example", "Ramiro Prueba Cano", Role.AUDITOR, "leon", "municipio-leon"),
    Account("ciudadana@leon.example", "Lucía Prueba Aranda", Role.CITIZEN, "leon"),
    Account("admin@portal.example", "Administración Prueba del Portal", Role.INSTALLATION_ADMIN),
)


def accounts() -> list[Account]:
    """The accounts whose city is loaded, in the order in which a reader wants to try them."""
    loaded = set(Municipality.objects.values_list("slug", flat=True))
    return [account for account in ACCOUNTS if not account.city or account.city in loaded]


Part = Callable[[], str | None]


@dataclass(frozen=True)
class Registered:
    """A part of the demo and when it runs."""

    order: int
    name: str
    run: Part


_parts: list[Registered] = []
_finishers: list[Registered] = []


def demo(name: str, *, order: int) -> Callable[[Part], Part]:
    """Register a part under `name`; parts run by `order`, lower first. Raises ValueError when the name is taken."""
    return _register(_parts, name, order)


def finish(name: str, *, order: int = 50) -> Callable[[Part], Part]:
    """Register what runs after all parts, on the real clock: the outbox is drained, the ledger sealed."""
    return _register(_finishers, name, order)


def _register(registry: list[Registered], name: str, order: int) -> Callable[[Part], Part]:
    def register(function: Part) -> Part:
        if any(known.name == name for known in registry):
            raise ValueError(f"the demo already has a part {name!r}")
        registry.append(Registered(order, name, function))
        return function

    return register


def parts() -> list[Registered]:
    """All parts and then all finishers, in the order in which they run."""
    return sorted(_parts, key=lambda part: part.order) + sorted(_finishers, key=lambda part: part.order)
