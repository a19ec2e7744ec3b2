"""Editing a version that is being prepared: part by part, one editor after the other."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from enterprises.facts import FactContext
from portal.core import clock, ledger
from portal.core.actions import action, locked
from programs.actions.calls import locked_for_staff
from programs.eligibility import check_rule
from programs.models import CallVersion, RequiredDocument, Rule
from programs.refusals import EditedMeanwhile, VersionPublished
from programs.rubric import Rubric


@action("programs.call_version.edit")
def edit_version(version: CallVersion, *, by: Any, seen: int, **parts: Any) -> CallVersion:
    """Save parts of a version that is not published; each part that is given takes the place of the whole old one.

    Args:
        seen: `version.edits` as it was when the editor read the version.
        parts: `rules` and `documents`, the rows in their order, saved or not, those not among them being removed;
            `form_schema`, the questions, whose faults are no hindrance here but keep the version from being
            published; `rubric`; `note`, what an amendment is for.

    Raises:
        EditedMeanwhile: somebody saved another edit since; nothing is changed.
        VersionPublished, CityOnly: it is not changed any more, or not by this person.
        ValidationError: a rule, a document or the rubric is wrong.
    """
    call = locked_for_staff(version.call, by)
    version = locked(version)
    version.call = call
    if version.is_published:
        raise VersionPublished
    if version.edits != seen:
        raise EditedMeanwhile
    for part, value in parts.items():
        SAVERS[part](version, value)
    version.edits += 1
    version.save(update_fields=["form_schema", "rubric", "note", "edits"])
    data = {"version": version.number, "parts": sorted(parts)}
    ledger.append("programs.call_version.edit", by=by, obj=call, data=data)
    return version


def _replace_rules(version: CallVersion, rules: list[Rule]) -> None:
    city = version.call.municipality
    context = FactContext(municipality=city, on=clock.today(city.zone))
    for rule in rules:
        check_rule(rule, context)
    _replace(version, Rule, rules)


def _replace(version: CallVersion, model: type[Rule] | type[RequiredDocument], rows: list[Any]) -> None:
    """Write the rows anew, so that their keys follow their order; the digest of the city file stays with each."""
    model._default_manager.filter(version=version).delete()
    codes: set[str] = set()
    for row in rows:
        row.pk, row.version = None, version
        row._state.adding = True
        row.full_clean(validate_unique=False, validate_constraints=False)
        if row.code in codes:
            raise ValidationError({"code": f"{row.code!r} twice"})
        codes.add(row.code)
    model._default_manager.bulk_create(rows)


def _save_rubric(version: CallVersion, rubric: Any) -> None:
    version.rubric = Rubric.parse(rubric).as_json()


def _save_note(version: CallVersion, note: Any) -> None:
    version.note = str(note).strip()


def _save_form(version: CallVersion, schema: Any) -> None:
    version.form_schema = schema


SAVERS: dict[str, Callable[[CallVersion, Any], None]] = {
    "rules": _replace_rules,
    "documents": lambda version, rows: _replace(version, RequiredDocument, rows),
    "form_schema": _save_form,
    "rubric": _save_rubric,
    "note": _save_note,
}
