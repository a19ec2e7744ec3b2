"""The programs' part of the demo: the cities' calls, and applications in every state, over half a year.

Each application is a journey: a generator that yields the instant at which it goes on. The scheduler runs all journeys
in the order of their instants on a moved clock, so that folios, ledger and waiting list are as they would have been;
what would lie in the future is not run.
"""

import heapq
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.core import clock
from portal.core.demo import demo
from programs import demo_content, tasks
from programs.actions import (
    Point,
    accept_document,
    accept_offer,
    approve,
    attach_document,
    choose_project,
    complete,
    copy_call,
    outcomes_for,
    publish_call,
    reject,
    reject_document,
    request_changes,
    resubmit,
    reusable_documents,
    reuse_document,
    save_page,
    start_draft,
    submit,
    take_case,
    waitlist,
    withdraw,
)
from programs.answers import Answers
from programs.declarations import VERSION
from programs.demo_stages import STAGES, Earlier, Stage
from programs.eligibility import eligible
from programs.enums import CorrectionKind, EnrollmentState, Result, ReviewState
from programs.models import Call, DecisionReason, Enrollment
from programs.refusals import NoPlacesLeft
from programs.requirements import requirements_of

Journey = Iterator[datetime]

CORRECTIONS = ("changes", "answered", "corrected", "expire")  # the fates in which a correction is asked
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@demo("programs", order=30)
def programs() -> str:
    """Publish the calls of each city and run the journeys; returns what was made."""
    stages = [stage for stage in STAGES if Call.objects.filter(municipality__slug=stage.city).exists()]
    if not stages:
        return "no city with calls"
    casts = [Cast(stage) for stage in stages]
    journeys = [journey for cast in casts for journey in cast.all_journeys()]
    _run([*journeys, _jobs(clock.now() - 165 * DAY)])
    made = Enrollment.objects.count()
    return f"{made} applications in {Enrollment.objects.values('state').distinct().count()} states"


def _run(journeys: list[Journey]) -> None:
    """Run the journeys, always the one whose next instant comes first."""
    now, order = clock.now(), count()
    waiting = [(next(journey), next(order), journey) for journey in journeys]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= now:
        instant, _turn, journey = heapq.heappop(waiting)
        with clock.moved_to(instant):
            following = next(journey, None)
        if following is not None:
            heapq.heappush(waiting, (following, next(order), journey))


def _jobs(start: datetime) -> Journey:
    """Run what the scheduler runs, every other day."""
    while True:
        yield start
        tasks.advance_calls()
        tasks.expire_offers()
        tasks.expire_corrections()
        start += 2 * DAY


class Cast:
    """Who plays in one city: the demo's accounts, and the enterprises one after the other."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.now = clock.now()
        self.staff = User.objects.get(email=stage.staff)
        self.officer = User.objects.get(email=stage.officer)
        self.account = User.objects.get(email=stage.account)
        self.content = demo_content.CONTENTS[stage.city]
        self.random = random.Random(stage.seed)  # noqa: S311 - the same demo every time, not a secret
        own = Enterprise.objects.of_member(self.account)
        self.own = own.order_by("pk").first()
        everyone = Enterprise.objects.standing().filter(municipality__slug=stage.city).exclude(pk__in=own.values("pk"))
        self.enterprises = list(everyone.order_by("pk"))
        self.random.shuffle(self.enterprises)

    def all_journeys(self) -> list[Journey]:
        """Publish the calls, an earlier one of the first too where there was one, and give what becomes of them."""
        calls = {
            slug: Call.objects.get(slug=slug, municipality__slug=self.stage.city) for slug, _ in self.stage.seasons
        }
        earlier = self.stage.earlier
        first = self._earlier_call(calls[earlier.source], earlier) if earlier else None
        for call in calls.values():
            with clock.moved_to(call.opens_at - 2 * DAY):
                publish_call(call.versions.get(), by=self.staff)
        journeys = self.journeys(first, earlier.fates) if earlier and first else []
        for slug, fates in self.stage.seasons:
            journeys += self.journeys(calls[slug], fates)
        return journeys + self.of_the_account(calls)

    def _earlier_call(self, source: Call, earlier: Earlier) -> Call:
        with clock.moved_to(self.now - 175 * DAY):
            call = copy_call(
                source,
                by=self.staff,
                slug=earlier.slug,
                title=earlier.title,
                opens_at=clock.now() + 3 * DAY,
                closes_at=clock.now() + 35 * DAY,
                places=earlier.places,
            )
            publish_call(call.versions.get(), by=self.staff)
        return call

    def journeys(self, call: Call, fates: Any) -> list[Journey]:
        """Give each fate an enterprise that the rules of the call let apply."""
        # Always in the same order, so that whoever applies again has documents to use again.
        pool, journeys = list(self.enterprises), []
        for fate, days in fates:
            sent = self._sent(days)
            # Whoever applies was registered by then.
            known = (each for each in pool if each.registered_at < sent - 2 * DAY and self._fits(each, call, fate))
            if (enterprise := next(known, None)) is not None:
                pool.remove(enterprise)
                journeys.append(Application(self, call, enterprise, sent).journey(fate))
        return journeys

    def of_the_account(self, calls: dict[str, Call]) -> list[Journey]:
        """Give the city's entrepreneur applications of their own: one to correct, one that is not finished."""
        if self.own is None:
            return []
        return [
            Application(self, calls[slug], self.own, self._sent(days)).journey(fate)
            for slug, fate, days in self.stage.own
            if self._fits(self.own, calls[slug], fate)
        ]

    def _fits(self, enterprise: Enterprise, call: Call, fate: str) -> bool:
        """Tell whether it meets the rules; what is not known yet keeps nobody from sending, only from an approval."""
        has_owner = enterprise.members.owners().exists()
        version = call.current_version or call.versions.get()
        # On the day of the earliest application: an enterprise only grows older, and may not have been old enough then.
        with clock.moved_to(self.now - 170 * DAY):
            result = eligible(outcomes_for(enterprise, version))
        return has_owner and (result == Result.MEETS or (result == Result.UNKNOWN and fate in self.stage.undecided))

    def _sent(self, days: int) -> datetime:
        return self.now - days * DAY - self.random.randint(0, 7 * 60) * MINUTE


class Application:
    """One application and the people around it."""

    def __init__(self, cast: Cast, call: Call, enterprise: Enterprise, sent: datetime) -> None:
        self.cast, self.call, self.enterprise = cast, call, enterprise
        # Whatever the hour at which the demo is made, nothing begins before the call opens.
        self.begun = max(sent - DAY - 2 * HOUR, call.opens_at)
        self.sent = max(sent, self.begun + HOUR)
        owner = enterprise.members.owners().select_related("user").order_by("pk").first()
        self.owner: Any = owner.user if owner else None
        self.officer = cast.officer
        self.enrollment: Any = None

    def journey(self, fate: str) -> Journey:
        yield self.begun
        self._start(is_whole=fate != "draft")
        if fate == "draft":
            return
        yield self.sent
        self.enrollment = submit(self.enrollment, by=self.owner, declaration=VERSION)
        if fate == "submit":
            return
        yield self.sent + 2 * DAY
        self._review(is_whole=fate not in (*CORRECTIONS, "review"))
        if fate == "review":
            return
        yield self.sent + 2 * DAY + 40 * MINUTE
        if fate in CORRECTIONS:
            yield from self._correct(fate)
            return
        self._decide(fate)
        yield from self._afterwards(fate)

    def _start(self, *, is_whole: bool) -> None:
        self.enrollment = start_draft(self.call, by=self.owner, enterprise=self.enterprise)
        schema = Answers.of(self.enrollment).schema
        if schema.takes_project:
            project = demo_content.project_of(self.enterprise, self.owner, self.cast.random, self.cast.content)
            choose_project(self.enrollment, by=self.owner, project=project)
        for page in schema.pages if is_whole else schema.pages[:1]:
            given = demo_content.answers_for(page, self.cast.random, self.cast.content)
            save_page(self.enrollment, by=self.owner, page=page.code, answers=given)
        for requirement in requirements_of(self.enrollment) if is_whole else ():
            if requirement.required:
                self._give(requirement)

    def _give(self, requirement: Any) -> None:
        values: dict[str, Any] = {"by": self.owner, "requirement": requirement.code}
        if kept := reusable_documents(self.enrollment, requirement):
            reuse_document(self.enrollment, document=kept[0], **values)
        else:
            upload = demo_content.pdf_of(requirement.name, self.enterprise.legal_name)
            attach_document(self.enrollment, upload=upload, **values)

    def _review(self, *, is_whole: bool) -> None:
        take_case(self.enrollment.case, by=self.officer)
        waiting = self.enrollment.documents.filter(removed_at=None, state=ReviewState.PENDING).order_by("pk")
        for item in waiting if is_whole else waiting[1:]:
            accept_document(item, by=self.officer)

    def _correct(self, fate: str) -> Journey:
        first = next(requirement for requirement in requirements_of(self.enrollment) if requirement.given)
        note = "El documento no se lee completo. Adjunte uno en el que se vean todas sus partes."
        reject_document(first.given, by=self.officer, note=note)
        point = Point(CorrectionKind.DOCUMENT, first.code, note)
        message = "Solo falta este punto para seguir con la revisión."
        request_changes(self.enrollment, by=self.officer, items=[point], note=message)
        if fate not in ("answered", "corrected"):
            return
        yield clock.now() + DAY
        upload = demo_content.pdf_of(first.name, self.enterprise.legal_name)
        attach_document(self.enrollment, by=self.owner, requirement=first.code, upload=upload)
        resubmit(self.enrollment, by=self.owner)
        if fate == "answered":
            return
        yield clock.now() + DAY
        self._review(is_whole=True)
        self._decide("approve")

    def _decide(self, fate: str) -> None:
        if fate == "reject":
            reasons = DecisionReason.objects.filter(municipality=self.call.municipality, is_active=True)
            reason = self.cast.random.choice(list(reasons.order_by("pk")))
            reject(self.enrollment, by=self.officer, reason=reason)
            return
        try:
            approve(self.enrollment, by=self.officer)
        except NoPlacesLeft:
            waitlist(self.enrollment, by=self.officer)

    def _afterwards(self, fate: str) -> Journey:
        if fate == "withdraw":
            yield clock.now() + 3 * DAY
            withdraw(self.enrollment, by=self.owner, note="No tendremos tiempo este semestre.")
        elif fate == "complete":
            yield clock.now() + 120 * DAY
            complete(self.enrollment, by=self.cast.staff)
        elif fate == "leave_early":
            yield self.cast.now - 20 * DAY
            withdraw(self.enrollment, by=self.owner)
        elif fate == "leave_late":
            yield self.cast.now - 5 * HOUR
            withdraw(self.enrollment, by=self.owner)
        elif fate == "waitlist_accept":
            # First in order where its points say so; the place that it is offered is accepted the same day.
            yield self.cast.now - 20 * DAY + 3 * HOUR
            self._accept_whoever_is_offered()

    def _accept_whoever_is_offered(self) -> None:
        for offered in self.call.enrollments.filter(state=EnrollmentState.OFFERED).order_by("pk"):
            owner = offered.enterprise.members.owners().order_by("pk").first()
            if owner is not None:
                accept_offer(offered, by=owner.user)
