"""From recorded occasions to mails: one per person and city, in one transaction with the mark that they were told.

What is recorded is asked again before it is told: who has answered meanwhile is not reminded.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import translation

from portal.notifications.actions.notices import notify_all
from portal.notifications.enums import ReminderState
from portal.notifications.models import Reminder, ReminderRule
from portal.notifications.notices import known_language
from portal.notifications.reminders import own_text
from portal.notifications.reminders.days import Days
from portal.notifications.reminders.kinds import registered, template_folder
from portal.notifications.reminders.leaving import Preferences
from portal.notifications.reminders.notice import ReminderNotice

PAGE = 1000

Group = tuple[int, str]  # the keys of a city and of a kind: what one rule speaks of
Rules = dict[Group, ReminderRule]
Item = dict[str, Any]


@dataclass
class Told:
    """What came of the reminders of a page or of a run."""

    told: int = 0
    dropped: int = 0
    mails: int = 0

    @property
    def settled(self) -> int:
        return self.told + self.dropped

    def add(self, other: "Told") -> None:
        self.told += other.told
        self.dropped += other.dropped
        self.mails += other.mails


@transaction.atomic
def tell_page(now: datetime, *, size: int = PAGE) -> Told:
    """Tell the next people who have something recorded, at least `size` reminders where there are so many.

    Another run that does the same waits for this one, and then finds them settled.
    """
    rows = _next(now, size)
    rules: Rules = {(rule.municipality_id, rule.kind): rule for rule in ReminderRule.objects.in_force()}
    standing = [row for rows_of in _by_rule(rows).values() for row in _standing(rows_of, rules, now)]
    people = _people({row.recipient_id for row in standing})
    standing = [row for row in standing if row.recipient_id in people]
    notices = list(_notices(standing, rules, people))
    notify_all(notices)
    told = {row.pk for row in standing}
    _settle(told, ReminderState.TOLD, now)
    _settle({row.pk for row in rows} - told, ReminderState.DROPPED, now)
    return Told(told=len(told), dropped=len(rows) - len(told), mails=sum(notice.by_mail for notice in notices))


def _next(now: datetime, size: int) -> list[Reminder]:
    """The next rows to tell, locked, all of a person's together."""
    due = Reminder.objects.to_tell(now).order_by("municipality_id", "recipient_id", "pk")
    due = due.select_for_update(of=("self",), no_key=True)
    rows = list(due[:size])
    if len(rows) == size:
        last = rows[-1]
        rest = due.filter(municipality=last.municipality_id, recipient=last.recipient_id, pk__gt=last.pk)
        rows += rest
    return rows


def _people(keys: set[int]) -> dict[int, Any]:
    """The accounts of the recipients that may log in, with what a mail needs of them."""
    rows = get_user_model()._default_manager.filter(is_active=True)
    return rows.only("email", "full_name", "language", "public_id").in_bulk(keys)


def _settle(keys: set[int], state: ReminderState, now: datetime) -> None:
    Reminder.objects.filter(pk__in=keys).update(state=state, settled_at=now)


def _by_rule(rows: Iterable[Reminder]) -> dict[Group, list[Reminder]]:
    groups: dict[Group, list[Reminder]] = defaultdict(list)
    for row in rows:
        groups[row.municipality_id, row.kind].append(row)
    return groups


# --- What still stands -----------------------------------------------------------------------------------------------
def _standing(rows: Sequence[Reminder], rules: Rules, now: datetime) -> list[Reminder]:
    """Those of `rows`, all of one rule, whose people still have it to do, by the query that found them."""
    rule = rules.get((rows[0].municipality_id, rows[0].kind))
    if rule is None or rule.known is None:
        return []
    subjects = {row.object_id for row in rows}
    due = rule.known.due(rule, Days(rule, now, standing=True))
    still = {
        (one.audience, *pair)
        for one in due
        for pair in one.rows.filter(subject__in=subjects).order_by().values_list("subject", "recipient")
    }
    return [row for row in rows if (row.audience, row.object_id, row.recipient_id) in still]


# --- Mails -----------------------------------------------------------------------------------------------------------
def _notices(rows: list[Reminder], rules: Rules, people: dict[int, Any]) -> Iterable[ReminderNotice]:
    """One notice per person and city of what goes together, and one for each reminder that goes by itself."""
    facts = _Facts(rows, rules, people)
    preferences = Preferences.of(people)
    ordered = sorted(rows, key=lambda row: (row.municipality_id, row.recipient_id, row.pk))
    for (city_id, user_id), held in groupby(ordered, key=lambda row: (row.municipality_id, row.recipient_id)):
        mine = [(row, rules[city_id, row.kind]) for row in held]
        wanted = [(row, rule) for row, rule in mine if preferences.wants(user_id, rule.known.family)]
        left = [(row, rule) for row, rule in mine if not preferences.wants(user_id, rule.known.family)]
        for chosen, by_mail in ((wanted, True), (left, False)):
            together = [(row, rule) for row, rule in chosen if rule.digest]
            alone = [[(row, rule)] for row, rule in chosen if not rule.digest]
            for batch in filter(None, (together, *alone)):
                items = [facts.item(row, rule) for row, rule in batch]
                families = {rule.known.family.code for _row, rule in batch}
                yield ReminderNotice(people[user_id], batch[0][1].municipality, items, families, by_mail=by_mail)


class _Facts:
    """The facts of all reminders of a page, asked of each kind once per audience and language."""

    def __init__(self, rows: list[Reminder], rules: Rules, people: dict[int, Any]):
        self.languages = {key: known_language(user.language) for key, user in people.items()}
        wanted: dict[tuple[int, str, str, str], set[int]] = defaultdict(set)
        for row in rows:
            language = self.languages[row.recipient_id]
            wanted[row.municipality_id, row.kind, row.audience, language].add(row.object_id)
        self.known = {}
        for (city_id, code, audience, language), subjects in wanted.items():
            with translation.override(language):
                city = rules[city_id, code].municipality
                self.known[city_id, code, audience, language] = registered[code].facts(audience, subjects, city)

    def item(self, row: Reminder, rule: ReminderRule) -> Item:
        """What the templates get of one reminder."""
        language = self.languages[row.recipient_id]
        facts = self.known[row.municipality_id, row.kind, row.audience, language][row.object_id]
        own = own_text.fill(rule.own_text, facts)
        return {**facts, "own_text": own, "name": f"{template_folder(row.kind)}/{row.audience}", "reminder": row.pk}
