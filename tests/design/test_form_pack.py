"""The form pack: what a person with errors sees, and what a screen reader is told."""

import re

from crispy_forms.utils import render_crispy_form
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.public.templatetags.style_samples import SampleForm


def page_with_errors() -> str:
    form = SampleForm(data={"starts_on": "2026-01-01"})
    form.helper.form_show_errors = True
    return render_crispy_form(form)


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_every_line_of_the_summary_leads_to_a_control() -> None:
    html = page_with_errors()
    links = re.findall(r'<a href="#([^"]+)"', html)
    assert len(links) == 5
    controls = set(re.findall(r"<(?:input|select|textarea)\b[^>]*\bid=\"([^\"]+)\"", html))
    assert set(links) <= controls


def test_the_summary_takes_the_focus_without_javascript() -> None:
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in " ".join(page_with_errors().split())


def test_hint_and_error_are_announced_with_their_field() -> None:
    html = page_with_errors()
    described = {name for value in re.findall(r'aria-describedby="([^"]+)"', html) for name in value.split()}
    assert {"id_name_helptext", "id_name_error", "id_person_error", "id_declaration_error"} <= described
    assert described <= ids(html)


def test_label_hint_and_error_stand_above_the_control() -> None:
    html = page_with_errors()
    places = [
        html.index(part) for part in ('for="id_name"', 'id="id_name_helptext"', 'id="id_name_error"', 'id="id_name"')
    ]
    assert places == sorted(places)


def test_only_what_may_be_left_out_says_optional() -> None:
    html = page_with_errors()
    assert html.count('class="optional"') == 3  # needs, starts_on, ends_on
    assert " required" not in html


def test_a_filter_does_not_call_its_fields_optional() -> None:
    form = SampleForm()
    form.helper.form_method = "get"
    assert 'class="optional"' not in render_crispy_form(form)


def test_the_style_guide_renders_every_component() -> None:
    html = render_to_string("style_guide.html", request=RequestFactory().get("/estilo/"))
    for piece in ("summary-list", "task-list", "timeline", "checklist", "documents", "figures", "pagination"):
        assert f'class="{piece}"' in html


def test_the_error_pages_need_neither_context_nor_database() -> None:
    for name in ("400", "403", "404", "500", "503", "csrf"):
        html = render_to_string(f"errors/{name}.html")
        assert html.count("<h1>") == 1
        assert "<form" not in html
