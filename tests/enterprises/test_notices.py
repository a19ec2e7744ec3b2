"""Every mail about enterprises renders, in both languages, with what its notice gives."""

import pytest

from enterprises.actions import decide_join_request, invite_member, request_to_join
from enterprises.notifications import JoinOverdue
from portal.notifications.actions import notify
from portal.notifications.models import OutboxMessage
from portal.notifications.rendering import render
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_mail_renders_with_one_link_to_the_portal(leon, shoes, mariana, staff, language):
    for user in (mariana, staff):
        user.language = language
        user.save()
    for accept in (True, False):
        asked = request_to_join("MX", shoes.tax_id, by=UserFactory(language=language), municipality=leon)
        notify(JoinOverdue(asked))
        decide_join_request(asked, by=mariana, accept=accept)
    invite_member(shoes, by=mariana, email="luis@mail.example")
    messages = OutboxMessage.objects.order_by("pk")
    assert {(m.event.split(".")[1], m.audience) for m in messages} == {
        ("join_requested", "owners"),
        ("join_requested", "staff"),
        ("join_overdue", "owners"),
        ("join_overdue", "staff"),
        ("join_decided", "asker"),
        ("member_invited", "invited"),
    }
    for message in messages:
        mail = render(message)
        assert mail.subject
        assert mail.body.count("https://portal.example/") == 1
        assert shoes.tax_id not in mail.body
