import pytest

from portal.accounts.notifications import CHANGES, CODE_MAILS, account_mail
from portal.notifications.actions import notify, send_drained
from tests.factories.accounts import UserFactory
from tests.factories.core import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", [*CODE_MAILS, *CHANGES])
def test_every_mail_of_an_account_is_written_in_both_forms(mailoutbox, name, language):
    user = UserFactory(full_name="Mariana & Hijas")
    city = MunicipalityFactory(leon=True)
    notify(account_mail(name, user.email, language=language, municipality=city, user=user, code="K7QPW3"))
    send_drained()

    mail = mailoutbox[0]
    html = mail.alternatives[0].content
    assert "Mariana & Hijas" in mail.body
    assert "Mariana &amp; Hijas" in html
    assert "K7QPW3" not in mail.subject
    if name.endswith("_code") or "confirmation" in name:
        assert "K7QPW3" in mail.body
        assert "K7QPW3" in html


def test_a_mail_that_nobody_wrote_a_text_for_is_a_fault():
    with pytest.raises(KeyError):
        account_mail("account/email/new", "x@mail.example", language="es", municipality=None, user=None)
