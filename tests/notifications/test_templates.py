"""Every notice that an app declares has its texts, for each audience, in the frame of all mails."""

import re

import pytest
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode

from portal.notifications.notices import registered, template_names

DECLARED = [
    pytest.param(notice.event, audience, id=f"{notice.event}-{audience}")
    for notice in sorted(registered.values(), key=lambda notice: notice.event)
    if not notice.__module__.startswith("tests.")
    for audience in notice.audiences
]
OUTSIDE = re.compile(r"<img|<script|<link|<iframe|<style|\bsrc=|@import|url\(", re.IGNORECASE)


def frame_of(template) -> str:
    extends = template.template.nodelist.get_nodes_by_type(ExtendsNode)
    return str(extends[0].parent_name.token).strip("\"'") if extends else ""


@pytest.mark.parametrize(("event", "audience"), DECLARED)
def test_a_notice_has_its_texts(event, audience):
    subject, text, html = (get_template(name) for name in template_names(event, audience))
    assert frame_of(text) == "notifications/base.txt"
    assert frame_of(html) == "notifications/base.html"
    assert "secret" not in subject.template.source, "a subject is shown on locked screens"
    assert not OUTSIDE.search(html.template.source), "a mail loads nothing"
