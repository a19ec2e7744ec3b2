"""The public check: one question per page, without an account; then every call with each of its rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.public.pages import asked, public_page, published_city
from programs.models import Call
from programs.self_check import UNSURE, SelfCheck


@public_page
def check(request: HttpRequest, city: str) -> HttpResponse:
    """Ask what the rules of the open calls need, or of the one that `?convocatoria=` names, and say what they say."""
    municipality = published_city(city)
    calls = Call.objects.public().for_municipality(municipality).with_listing().open().order_by("closes_at", "pk")
    chosen = asked(request, "convocatoria")
    call = get_object_or_404(calls, slug=chosen) if chosen else None
    given = request.GET.dict()
    if unsure := given.pop("no_se", ""):
        given[unsure] = UNSURE
    self_check = SelfCheck(municipality, [call] if call else calls[:20], given)
    context = {"city": municipality, "call": call, "check": self_check, "kept": _kept(self_check, chosen)}
    fact = self_check.open_fact
    if fact is None:
        return render(request, "public/eligibility_result.html", context | {"results": self_check.results()})
    is_answered = fact.code in (given.get("pregunta"), *given)  # a list of choices without a mark sends nothing itself
    form = self_check.form(fact, given if is_answered else None)
    context |= {
        "fact": fact,
        "question": fact.question_in(self_check.municipality),
        "form": form,
        "has_choices": self_check.has_choices(fact),
        "back": _back(self_check, chosen),
    }
    return render(request, "public/eligibility_question.html", context)


def _kept(check: SelfCheck, chosen: str) -> list[tuple[str, str]]:
    """Return the answers given so far, to be carried on in the address."""
    answers = [(code, check.given[code]) for code in check.values]
    return [("convocatoria", chosen), *answers] if chosen else answers


def _back(check: SelfCheck, chosen: str) -> list[tuple[str, str]] | None:
    """Return the address of the question before, or None on the first."""
    kept = _kept(check, chosen)
    return kept[:-1] if check.values else None
