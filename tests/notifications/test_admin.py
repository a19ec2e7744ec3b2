"""What the installation's administrator sees of the outbox and of the documents."""

import pytest
from django.urls import reverse

from portal.notifications.enums import MessageState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import OutboxMessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administration(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def test_a_message_shows_its_fate_and_neither_facts_nor_secret(administration):
    message = OutboxMessageFactory(dead=True, secret='{"code": "493817"}')
    page = administration.get(reverse("admin:notifications_outboxmessage_change", args=[message.pk])).content.decode()
    assert "SMTPRecipientsRefused" in page
    assert "493817" not in page
    assert "Buenas noticias" not in page
    assert 'name="_save"' not in page or 'name="email"' not in page


def test_what_was_given_up_can_be_sent_again(administration):
    dead, waiting = OutboxMessageFactory(dead=True), OutboxMessageFactory(attempts=2)
    address = reverse("admin:notifications_outboxmessage_changelist")
    data = {"action": "send_again_selected", "_selected_action": [dead.pk, waiting.pk]}
    assert administration.post(address, data).status_code == 302
    dead.refresh_from_db()
    waiting.refresh_from_db()
    assert (dead.state, dead.attempts) == (MessageState.PENDING, 0)
    assert waiting.attempts == 2


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_takes_the_same_queries_for_many_messages(administration, rows, django_assert_max_num_queries):
    OutboxMessageFactory.create_batch(rows)
    with django_assert_max_num_queries(9):
        assert administration.get(reverse("admin:notifications_outboxmessage_changelist")).status_code == 200
