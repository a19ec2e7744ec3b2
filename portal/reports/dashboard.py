"""The figures of the dashboard: what each counts, by which date, for whom, and how it is drawn.

Declaring a class with a `slug` registers it; each app declares its own in a module `figures`. A figure is a bounded
query that begins at `visible_to(user)`: as many rows as there are groups, however many applications are behind them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from portal.core import formats
from portal.core.enums import Role
from portal.core.models import Municipality
from portal.core.querysets import AnyUser
from portal.organizations.roles import memberships_of, municipalities_of
from portal.reports.charts import Chart, draw
from portal.reports.enums import DESK, ColumnKind
from portal.reports.registry import Column

Row = Sequence[Any]


@dataclass(frozen=True)
class Selection:
    """For whom, of which city, of which period and of what else a figure is asked.

    `since` and `until` are days in the city's zone, both included; None where the period is open on that side. `chosen`
    holds objects that the user may see, by name: the roof's filters fill it.
    """

    user: AnyUser
    municipality: Municipality
    at: dt.datetime
    since: dt.date | None = None
    until: dt.date | None = None
    chosen: Mapping[str, Any] = field(default_factory=dict)

    def within(self, name: str) -> Q:
        """The condition that the instant `name` lies in the period."""
        found = Q()
        if self.since:
            found &= Q(**{f"{name}__gte": self._midnight(self.since)})
        if self.until:
            found &= Q(**{f"{name}__lt": self._midnight(self.until + dt.timedelta(days=1))})
        return found

    def _midnight(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), tzinfo=self.municipality.zone).astimezone(dt.UTC)


class Figure:
    """One figure. `dated` says by which date the period narrows it, or that it does not."""

    slug: ClassVar[str]
    order: ClassVar[int]
    title: ClassVar[str | Promise]
    definition: ClassVar[str | Promise]
    dated: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]
    roles: ClassVar[frozenset[Role]] = DESK

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "slug" not in cls.__dict__:
            return  # a base for several figures
        known = registered.get(cls.slug)
        if known is not None and type(known).__qualname__ != cls.__qualname__:
            raise TypeError(f"the figure {cls.slug!r} is taken by {type(known).__qualname__}")
        registered[cls.slug] = cls()

    def rows(self, selection: Selection) -> list[Row]:
        """A row per group, a value per column, as `Report.rows` gives them."""
        raise NotImplementedError

    def chart(self, rows: list[Row], selection: Selection) -> Chart:
        """How the rows are drawn; the chart's description says the most important in a sentence."""
        raise NotImplementedError


registered: dict[str, Figure] = {}


def cities_for(user: AnyUser) -> models.QuerySet[Municipality]:
    """The cities of which `user` may read a figure."""
    roles = {role for figure in registered.values() for role in figure.roles}
    return municipalities_of(user, *roles).order_by("name", "pk")


def reads_figures(user: AnyUser) -> bool:
    """Whether there is a city of which `user` may read a figure; asks the database nothing once the roles are known."""
    roles = {role for figure in registered.values() for role in figure.roles}
    return any(each.role in roles and each.organization.municipality_id for each in memberships_of(user))


def figures_for(user: AnyUser, municipality: Municipality) -> list[Figure]:
    """The figures that `user` may read in the city, in the order of the page."""
    asked = {figure.roles for figure in registered.values()}  # once for all figures of the same roles
    reading = {roles for roles in asked if municipalities_of(user, *roles).filter(pk=municipality.pk).exists()}
    found = [figure for figure in registered.values() if figure.roles in reading]
    return sorted(found, key=lambda figure: (figure.order, figure.slug))


def panel(figure: Figure, selection: Selection) -> dict[str, Any]:
    """What the page shows of a figure: its drawing, what it says, its table, and what each number means."""
    city, rows = selection.municipality, figure.rows(selection)
    chart = figure.chart(rows, selection)
    return {
        "slug": figure.slug,
        "title": figure.title,
        "definition": figure.definition,
        "dated": figure.dated,
        "says": chart.description,
        "drawing": draw(chart),
        "columns": table_columns(figure.columns, city),
        "rows": table_rows(figure.columns, rows, city),
    }


def table_columns(columns: Sequence[Column], city: Municipality) -> list[dict[str, Any]]:
    """The heading of each column for components/table.html, with what it means."""
    return [
        {"label": column.heading(city), "number": _is_number(column.kind), "meaning": column.meaning(city)}
        for column in columns
    ]


def table_rows(columns: Sequence[Column], rows: Sequence[Row], city: Municipality) -> list[dict[str, Any]]:
    """The rows for components/table.html, each value as people of the city read it."""
    return [
        {
            "cells": [
                {"label": column.heading(city), "value": written(column.kind, value, city) or "–"}
                | {"number": _is_number(column.kind)}
                for column, value in zip(columns, row, strict=True)
            ]
        }
        for row in rows
    ]


def written(kind: ColumnKind, value: Any, city: Municipality) -> str:
    """A value as people of the city read it; nothing where nothing is known."""
    if value is None:
        return ""
    match kind:
        case ColumnKind.NUMBER:
            return formats.number(value, city)
        case ColumnKind.MONEY:
            return formats.money(value, city)
        case ColumnKind.PERCENT:
            return formats.percent(value, city, decimals=1)
        case ColumnKind.DATE:
            return formats.date(value, city, "short")
        case ColumnKind.INSTANT:
            return formats.instant(value, city)
    return str(value)


def _is_number(kind: ColumnKind) -> bool:
    return kind in (ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.PERCENT)
