"""The workflow kernel: states and edges are one table per object; every step locks, checks, writes and leaves a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core import clock, ledger
from portal.core.actions import Refused, locked, require_transaction
from portal.core.enums import Role, Tone
from portal.core.querysets import AnyUser

Text = str | Promise
ModelT = TypeVar("ModelT", bound=models.Model)


@dataclass(frozen=True)
class State:
    """One state: its name for the staff, its name for the applicant, and what it means and what comes next."""

    value: str
    label: Text
    applicant_label: Text
    explanation: Text
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class Transition:
    """One edge: from any of `sources` to `target`, by whoever has one of the roles `by` on the object."""

    verb: str
    sources: tuple[str, ...]
    target: str
    by: tuple[Role, ...]
    label: Text
    needs_note: bool = False


class TransitionNotAllowed(Refused):
    """The object's state ("wrong_state"), the actor's role ("wrong_role") or a missing note forbids the step."""


class Conflict(Refused):
    """The object changed since the actor opened it."""

    def __init__(self) -> None:
        super().__init__(
            "conflict",
            _("The file changed since it was opened. Look at it again before deciding; nothing was saved."),
        )


registered: dict[str, type["Workflow"]] = {}


class Workflow:
    """Subclass with the table of one object; never instantiated.

    The object has `state`, `municipality` and `roles_of(user) -> set[Role]`; where it has the counter that
    `version_field` names, each step adds one.
    `log` is the label of a model that extends `TransitionRow` with a foreign key `subject` to the object.
    """

    name: ClassVar[str]
    states: ClassVar[tuple[State, ...]]
    initial: ClassVar[str]
    transitions: ClassVar[tuple[Transition, ...]]
    log: ClassVar[str]
    version_field: ClassVar[str] = "version"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        values = [state.value for state in cls.states]
        verbs = [transition.verb for transition in cls.transitions]
        used = {cls.initial, *(end for t in cls.transitions for end in (*t.sources, t.target))}
        if len(set(values)) < len(values) or len(set(verbs)) < len(verbs):
            raise ImproperlyConfigured(f"The workflow {cls.name} names a state or a verb twice.")
        if unknown := used - set(values):
            raise ImproperlyConfigured(f"The workflow {cls.name} uses states that it does not define: {unknown}.")
        registered[cls.name] = cls

    @classmethod
    def state(cls, value: str) -> State:
        """Return the state named `value`; KeyError when there is none."""
        for state in cls.states:
            if state.value == value:
                return state
        raise KeyError(f"The workflow {cls.name} has no state “{value}”.")

    @classmethod
    def edge(cls, verb: str) -> Transition:
        """Return the transition named `verb`; KeyError when there is none."""
        for transition in cls.transitions:
            if transition.verb == verb:
                return transition
        raise KeyError(f"The workflow {cls.name} has no verb “{verb}”.")

    @classmethod
    def allowed(cls, obj: Any, user: AnyUser | None) -> list[Transition]:
        """Return what `user` may do to `obj` as it stands, in the order of the table: the buttons of a page."""
        possible = [t for t in cls.transitions if obj.state in t.sources]
        roles = roles_on(obj, user) if possible else set()
        return [t for t in possible if roles & set(t.by)]

    @classmethod
    @contextmanager
    def transition(
        cls,
        verb: str,
        obj: ModelT,
        *,
        by: AnyUser | None,
        note: str = "",
        takes: models.Model | None = None,
        expected_version: int | None = None,
        locked_as: set[Role] | None = None,
    ) -> Iterator[ModelT]:
        """Lead `obj` along `verb`: `with Flow.transition("approve", obj, by=user, takes=obj.call) as obj: …`

        Locks `takes` (the scarce row) first and then the object, reads both again under the lock, checks, runs the
        body, then sets the state, adds one to `version`, saves the whole object, and writes the transition row and
        the ledger row. A step: it needs the transaction of an action.

        Args:
            takes: a row that the step makes scarcer; where `obj` has a foreign key to it, the locked one is
                found there in the body.
            expected_version: the counter that the actor saw; None does not ask.
            locked_as: the roles of `by` on `obj`, where the verb has locked `obj` and read them under that lock;
                neither is done again. Not with `takes`, whose lock comes before.

        Raises:
            TransitionNotAllowed: the state, the role or the missing note forbids it.
            Conflict: `version` is no longer the expected one.
            RuntimeError: no transaction is open.
        """
        require_transaction(f"{cls.name}.{verb}")
        if locked_as is not None and takes is not None:
            raise ValueError(f"{cls.name}.{verb} takes a scarce row, which is locked before the object.")
        scarce = locked(takes) if takes is not None else None
        obj = locked(obj) if locked_as is None else obj
        if scarce is not None:
            _attach(obj, scarce)
        edge = cls.edge(verb)
        cls._check(edge, obj, roles_on(obj, by) if locked_as is None else locked_as, note, expected_version)
        source = obj.state  # type: ignore[attr-defined]
        yield obj
        cls._write(edge, source, obj, by, note)

    @classmethod
    def _check(cls, edge: Transition, obj: Any, roles: set[Role], note: str, expected_version: int | None) -> None:
        # The version first: whoever looks at an old file should hear that, and not that a button is forbidden.
        if expected_version is not None and getattr(obj, cls.version_field) != expected_version:
            raise Conflict
        if not roles & set(edge.by):
            raise TransitionNotAllowed("wrong_role", _("You cannot do this with this file."))
        if obj.state not in edge.sources:
            raise TransitionNotAllowed(
                "wrong_state",
                _("This cannot be done now: the file is in the state “%(state)s”."),
                state=cls.state(obj.state).label,
            )
        if edge.needs_note and not note.strip():
            raise TransitionNotAllowed("note_required", _("Write the reason: the other person will read it."))

    @classmethod
    def _write(cls, edge: Transition, source: str, obj: Any, by: AnyUser | None, note: str) -> None:
        obj.state = edge.target
        if hasattr(obj, cls.version_field):
            setattr(obj, cls.version_field, getattr(obj, cls.version_field) + 1)
        obj.save()
        apps.get_model(cls.log)._default_manager.create(
            subject=obj, from_state=source, to_state=edge.target, verb=edge.verb, by=by, at=clock.now(), note=note
        )
        facts = {"from": source, "to": edge.target}
        if note:
            facts["note_digest"] = ledger.digest(note)
        ledger.append(f"{cls.name}.{edge.verb}", by=by, obj=obj, data=facts)


def roles_on(obj: Any, user: AnyUser | None) -> set[Role]:
    """Return what `user` is to `obj`; a job (None) is SYSTEM and nothing else."""
    return {Role.SYSTEM} if user is None else set(obj.roles_of(user))


def _attach(obj: Any, held: models.Model) -> None:
    """Let the foreign keys of `obj` that point to `held` find the locked object instead of reading it again."""
    for field in obj._meta.concrete_fields:
        points_to_its_kind = field.is_relation and isinstance(held, field.related_model)
        if points_to_its_kind and getattr(obj, field.attname) == held.pk:
            field.set_cached_value(obj, held)
