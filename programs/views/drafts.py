"""An application before it is sent, page by page: nothing typed is lost, and it can be left at any question."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.models import Project
from portal.core.actions import Refused
from programs.actions import choose_project, discard_draft, save_page, submit
from programs.answers import Answers
from programs.declarations import TEXT, VERSION
from programs.form_schema import Page
from programs.forms import DeclarationForm, PageForm, ProjectForm
from programs.models import Enrollment
from programs.page_state import Seen, seen_of
from programs.progress import correctable_codes, missing_items, next_step, tasks_of
from programs.refusals import ChangedElsewhere, TwoTexts
from programs.requirements import Contents
from programs.tracking import tracking_context
from programs.views.scope import own_enrollment, page_context, telling_refusals


@require_safe
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show where an application stands: what is left to do in a draft, and what happens with one that was sent."""
    enrollment = own_enrollment(request, public_id)
    if enrollment.is_draft:
        tasks = tasks_of(enrollment)
        done = sum(task["is_done"] for task in tasks)
        context = page_context(enrollment, tasks=tasks, done=done, next_url=next_step(tasks))
        return render(request, "programs/task_list.html", context)
    return render(request, "programs/tracking.html", page_context(enrollment, **tracking_context(enrollment)))


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, public_id: UUID, page: str) -> HttpResponse:
    """Ask the questions of one page, and keep whatever was typed, also what is no answer yet."""
    enrollment = own_enrollment(request, public_id)
    answers, asked = _page_of(enrollment, page)
    form = PageForm(
        asked,
        answers,
        enrollment.municipality,
        only=correctable_codes(enrollment),
        data=request.POST if request.method == "POST" else None,
    )
    if enrollment.state == "changes_requested" and not form.fields:
        messages.info(request, _("Nothing on that page is to be corrected. These are the points that can be changed."))
        return redirect("programs:correction", enrollment.public_id)
    both: list[TwoTexts] = []
    if request.method == "POST":
        response, both = _save(request, enrollment, asked, form)
        if response is not None:
            return response
    pages = answers.schema.pages
    # With two texts to choose between, the page is still the one that was made from the older answers.
    seen = request.POST.get("seen") if both else _seen_now(enrollment, asked)
    context = page_context(
        enrollment, form=form, page=asked, number=pages.index(asked) + 1, total=len(pages), both=both, seen=seen
    )
    return render(request, "programs/page.html", context)


@require_POST
def autosave(request: HttpRequest, public_id: UUID, page: str) -> JsonResponse:
    """Keep what is typed while it is typed; the browser calls this in the background."""
    enrollment = own_enrollment(request, public_id)
    answers, asked = _page_of(enrollment, page)
    form = PageForm(asked, answers, enrollment.municipality, only=correctable_codes(enrollment), data=request.POST)
    form.is_valid()
    try:
        _keep(request, enrollment, asked, form)
    except Refused as refusal:
        return JsonResponse({"saved": False, "message": refusal.message}, status=409)
    return JsonResponse({"saved": True, "seen": _seen_now(enrollment, asked)})


@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose the project of the enterprise that the application is for."""
    enrollment = own_enrollment(request, public_id)
    projects = Project.objects.filter(enterprise=enrollment.enterprise).select_related("line").order_by("-created_at")
    form = ProjectForm(request.POST or None, projects=projects, initial={"project": enrollment.project_id})
    if request.method == "POST" and form.is_valid():
        with telling_refusals(request) as answer:
            choose_project(enrollment, by=request.user, project=form.cleaned_data["project"])
        if answer.done:
            return redirect(next_step(tasks_of(own_enrollment(request, public_id))))
    new = reverse("enterprises:project_new", args=[enrollment.enterprise.public_id])
    here = urlencode({"next": request.path})
    context = page_context(enrollment, form=form, projects=projects, new_project_url=f"{new}?{here}")
    return render(request, "programs/project.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check the answers, accept the declaration, send. Sending twice leads to the same receipt."""
    if request.method == "POST":
        return _send(request, own_enrollment(request, public_id, Enrollment.objects.to_send()))
    enrollment = own_enrollment(request, public_id)
    if not enrollment.is_draft:
        return redirect("programs:overview", enrollment.public_id)
    return render(request, "programs/review.html", _review_context(enrollment, DeclarationForm()))


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a draft, after asking once more."""
    enrollment = own_enrollment(request, public_id)
    if request.method != "POST":
        return render(request, "programs/discard.html", page_context(enrollment))
    with telling_refusals(request) as answer:
        discard_draft(enrollment, by=request.user)
    if answer.done:
        messages.success(request, _("The draft was deleted."))
        return redirect("programs:list")
    return redirect("programs:overview", public_id)


def _page_of(enrollment: Enrollment, code: str) -> tuple[Answers, Page]:
    if not enrollment.is_editable:
        raise Http404
    answers = Answers.of(enrollment)
    asked = answers.schema.page(code)
    if asked is None:
        raise Http404
    return answers, asked


def _seen_now(enrollment: Enrollment, asked: Page) -> str:
    enrollment.refresh_from_db(fields=["answers", "unfinished", "private_answers", "call_version"])
    return seen_of(enrollment, Answers.of(enrollment), asked)


def _keep(request: HttpRequest, enrollment: Enrollment, asked: Page, form: PageForm) -> None:
    save_page(
        enrollment,
        by=request.user,
        page=asked.code,
        answers=form.cleaned_data,
        unfinished={} if enrollment.state == "changes_requested" else form.typed(),
        seen=Seen.of_post(request.POST, asked),
    )


def _save(
    request: HttpRequest, enrollment: Enrollment, asked: Page, form: PageForm
) -> tuple[HttpResponse | None, list[TwoTexts]]:
    """Keep the page.

    Returns the next page, or None when this one is to be shown again: with its errors, or with the answers that
    another device changed too.
    """
    valid = form.is_valid()
    with telling_refusals(request) as answer:
        _keep(request, enrollment, asked, form)
    if isinstance(answer.refusal, ChangedElsewhere):
        return None, answer.refusal.both
    return (_next_page(request, enrollment, asked, valid=valid) if answer.done else None), []


def _next_page(request: HttpRequest, enrollment: Enrollment, asked: Page, *, valid: bool) -> HttpResponse | None:
    if "leave" in request.POST:
        messages.success(request, _("Saved. You can go on whenever you want, from any device."))
        return redirect("programs:overview", enrollment.public_id)
    if not valid:
        return None
    if enrollment.state == "changes_requested":
        return redirect("programs:correction", enrollment.public_id)
    following = Answers.of(enrollment).schema.after(asked)
    if following is not None:
        return redirect("programs:page", enrollment.public_id, following.code)
    return redirect(next_step(tasks_of(own_enrollment(request, enrollment.public_id))))


def _review_context(enrollment: Enrollment, form: DeclarationForm) -> dict[str, object]:
    contents = Contents.of(enrollment)
    answers = contents.answers
    sections = [(asked, answers.rows(asked, enrollment.municipality)) for asked in answers.schema.pages]
    return page_context(
        enrollment,
        sections=sections,
        takes_project=answers.schema.takes_project,
        requirements=contents.requirements,
        missing=missing_items(enrollment, contents),
        declaration=TEXT,
        form=form,
    )


def _send(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    form = DeclarationForm(request.POST)
    if enrollment.is_draft and not form.is_valid():
        return render(request, "programs/review.html", _review_context(enrollment, form))
    with telling_refusals(request) as answer:
        submit(enrollment, by=request.user, declaration=VERSION)
    if answer.done:
        return redirect("programs:confirmation", enrollment.public_id)
    return redirect("programs:review", enrollment.public_id)
