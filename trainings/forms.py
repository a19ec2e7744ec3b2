"""What an enterprise fills in: how many seats, and who they are for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enterprises.forms.base import CalmForm
from enterprises.models import Enterprise, Worker
from trainings.models import SeatRequest

MOST_ROWS = 20
MOST_CHOICES = 300  # workers in a list to choose from
MOST_RADIOS = 3
FEWER = "-o-menos"  # ends the choices that accept fewer seats


class PeopleForm(CalmForm):
    """Per seat, somebody who works in the enterprise, somebody new, or nobody yet.

    Args:
        places: for how many seats people can be named.
        named: who is named already, in order.
    """

    def __init__(self, data: Any, *, enterprise: Enterprise, places: int, named: list[Worker] | None = None) -> None:
        super().__init__(data)
        workers = enterprise.workers.current().order_by("full_name", "pk")[:MOST_CHOICES]
        self.workers = {str(worker.public_id): worker for worker in [*(named or []), *workers]}
        self.places = min(places, MOST_ROWS)
        for number in range(1, self.places + 1):
            self._add_row(number, named[number - 1] if named and number <= len(named) else None)

    def _add_row(self, number: int, worker: Worker | None) -> None:
        if self.workers:
            self.fields[f"worker-{number}"] = forms.ChoiceField(
                required=False,
                label=_("Someone who is on your list"),
                choices=[("", _("Nobody of the list")), *((key, _named(each)) for key, each in self.workers.items())],
                initial=str(worker.public_id) if worker else "",
            )
        self.fields[f"name-{number}"] = forms.CharField(
            required=False, max_length=200, label=_("Someone new: full name") if self.workers else _("Full name")
        )
        self.fields[f"position-{number}"] = forms.CharField(
            required=False, max_length=120, label=_("What this person does in your enterprise")
        )

    def rows(self) -> list[list[BoundField]]:
        """Return the fields of each seat, for the page."""
        kinds = ("worker", "name", "position")
        names = [[f"{kind}-{number}" for kind in kinds] for number in range(1, self.places + 1)]
        return [[self[name] for name in row if name in self.fields] for row in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.people: list[Worker] = []
        for number in range(1, self.places + 1):
            self._read_row(number, cleaned)
        return cleaned

    def _read_row(self, number: int, cleaned: dict[str, Any]) -> None:
        chosen, name = cleaned.get(f"worker-{number}"), cleaned.get(f"name-{number}", "")
        position = cleaned.get(f"position-{number}", "")
        if chosen and name:
            self.add_error(f"name-{number}", _("Choose from the list or write a name, not both."))
        elif chosen and self.workers[chosen] in self.people:
            self.add_error(f"worker-{number}", _("Name each person once."))
        elif chosen:
            self.people.append(self.workers[chosen])
        elif name and not position:
            self.add_error(f"position-{number}", _("Write what this person does in your enterprise."))
        elif name:
            self.people.append(Worker(full_name=name, position=position))
        elif position:
            self.add_error(f"name-{number}", _("Write the full name of this person."))


def _named(worker: Worker) -> str:
    return f"{worker.full_name} · {worker.position}" if worker.position else worker.full_name


class AskForm(PeopleForm):
    """A request for seats: how many, whether fewer help too, and the names that are known.

    Args:
        left: how many seats the enterprise may still have in the session.
    """

    refusals = {"over_cap": "seats", "wrong_number": "seats"}

    def __init__(self, data: Any, *, enterprise: Enterprise, left: int) -> None:
        super().__init__(data, enterprise=enterprise, places=left)
        self.fields["seats"] = forms.TypedChoiceField(
            label=_("How many seats do you ask for?"),
            coerce=_seats_and_least,
            choices=list(_numbers(left)),
            widget=forms.RadioSelect if left <= MOST_RADIOS else forms.Select,
            initial="1" if left == 1 else None,
            error_messages={"required": _("Say how many seats you ask for.")},
        )
        self.order_fields(["seats"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "seats" in cleaned and len(self.people) > cleaned["seats"][0]:
            self.add_error("seats", _("You named more people than the seats you ask for."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """Return what the action takes."""
        seats, least = self.cleaned_data["seats"]
        return {"seats": seats, "people": self.people, "least": least}


def _numbers(left: int) -> Iterator[tuple[str, Any]]:
    """Yield one seat, then each larger number twice: all of them or none, and as many as there are."""
    yield "1", _("1 seat")
    for number in range(2, left + 1):
        yield f"{number}{FEWER}", format_lazy(_("{n} seats; if there are not so many, those that there are"), n=number)
        yield str(number), format_lazy(_("{n} seats, all or none: if they do not fit, we wait"), n=number)


def _seats_and_least(value: str) -> tuple[int, int]:
    """Return how many seats are asked for, and the fewest that help."""
    seats = int(value.removesuffix(FEWER))
    return seats, 1 if value.endswith(FEWER) else seats


def people_form(data: Any, request: SeatRequest) -> PeopleForm:
    """Give the form to name or change the people of a request that has an enterprise."""
    if request.enterprise is None:
        raise ValueError("A social seat is for whoever asked for it.")
    seats = list(request.seats.active().select_related("worker").order_by("position"))
    named = [seat.worker for seat in seats if seat.worker]
    return PeopleForm(data, enterprise=request.enterprise, places=len(seats), named=named)
