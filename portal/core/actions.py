"""Writing: a verb is one function, run in one durable transaction; when the rules say no, that is recorded too."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core import ledger

P = ParamSpec("P")
R = TypeVar("R")
ModelT = TypeVar("ModelT", bound=models.Model)


class Refused(Exception):
    """The rules say no. Views show `message`; the ledger keeps `code`.

    Args:
        code: a short, stable name of the rule, never translated.
        message: what a person reads, lazy; its `%(name)s` placeholders are filled from `data`.
        data: values for the message and for callers. They may be personal, so the ledger never sees them.
    """

    def __init__(self, code: str, message: str | Promise, **data: Any) -> None:
        super().__init__(code, message)
        self.code = code
        self.template = message
        self.data = data

    @property
    def message(self) -> str:
        """The text in the language that is active now."""
        text = str(self.template)
        return text % self.data if self.data and "%(" in text else text

    def __str__(self) -> str:
        return self.message


class Gone(Refused):
    """The object was removed between being shown and being acted on."""

    def __init__(self) -> None:
        super().__init__("gone", _("This no longer exists. Go back to the list and look at it again."))


def action(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a verb, known in the ledger as `name` ("programs.enrollment.approve").

    The function's first positional argument is the object (or None), its keyword `by` the User, or None for a job.
    It runs in a durable transaction: one verb inside another is a programming error (RuntimeError); what verbs
    share is a `step`. A `Refused` rolls everything back; a second transaction then writes "<name>.refused" with
    the code, and the exception goes on to the caller. After that the objects in memory no longer match the
    database: fetch them again.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if "by" not in inspect.signature(function).parameters:
            raise TypeError(f"The action {name} must take the keyword “by”.")

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            # Taken before the run: a row made and rolled back would be named by a key that no row has.
            by: Any = kwargs.get("by")
            subject = ledger.Subject.of(args[0] if args else None, municipality=kwargs.get("municipality"))
            try:
                with transaction.atomic(durable=True):
                    return function(*args, **kwargs)
            except Refused as refusal:
                with transaction.atomic(durable=True):
                    ledger.append_for(subject, f"{name}.refused", by=by, data={"code": refusal.code})
                raise

        run.action_name = name  # type: ignore[attr-defined]
        return run

    return decorate


def require_transaction(what: str) -> None:
    """Raise RuntimeError unless a transaction is open: `what` is only half of a verb."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{what} is a step: call it from an action, inside its transaction.")


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that verbs compose: RuntimeError when no transaction is open."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        require_transaction(function.__qualname__)
        return function(*args, **kwargs)

    return run


@step
def locked(target: ModelT | models.QuerySet[ModelT], *, reading: Sequence[str] | None = None) -> ModelT:
    """Fetch one row again and hold it until the transaction ends (FOR NO KEY UPDATE of that row alone).

    SQLite has no row locks; its IMMEDIATE transactions already run one after the other. A model may name in
    `locked_with` the relations that its verbs read: they come in the same query, and are not locked.
    Take locks in the order of design §3.7: Enterprise, Venue, Fund, Call or Session, Enrollment or SeatRequest, Award.

    Args:
        target: an object, or a queryset that matches exactly one (its `select_related` is kept).
        reading: of an object, the relations that this verb reads, in place of the model's `locked_with`.

    Raises:
        Gone: the object's row was deleted meanwhile.
        DoesNotExist, MultipleObjectsReturned: the queryset does not match exactly one row.
    """
    if isinstance(target, models.QuerySet):
        return target.select_for_update(of=("self",), no_key=True).get()
    # Of the options, not type(): the user of a request is wrapped in a lazy object.
    rows = cast(models.QuerySet[ModelT], target._meta.model._base_manager.all())
    if related := getattr(rows.model, "locked_with", ()) if reading is None else reading:
        rows = rows.select_related(*related)
    try:
        return rows.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
    except ObjectDoesNotExist as error:
        raise Gone from error
