"""The second factor at a browser: whoever needs one is led to set it up, and is asked for it ever after."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.visitor import Visitor
from tests.browser.watch import DESK
from tests.factories.accounts import PASSWORD

PERIOD = 30  # seconds


def code_of(secret: str, *, after: str = "") -> str:
    """What the application on the phone shows now; not `after`, since a code that was used is not taken again."""
    for _second in range(40):
        if (code := format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))) != after:
            return code
        time.sleep(1)
    raise AssertionError("The code did not change.")


def types_the_code(person: Visitor, code: str, button: str) -> None:
    person.fills(code=code)
    person.presses(button)


def test_an_officer_sets_up_the_second_factor_and_logs_in_with_a_code_and_with_a_recovery_code(
    visit, leon, officer, settings
):
    settings.MFA_REQUIRED_ROLES = ["officer"]
    oscar = visit(width=DESK)
    oscar.opens("/cuenta/entrar/?next=/revision/")
    oscar.fills(login=officer.email, password=PASSWORD)
    oscar.presses("Log in")

    # Led to set it up, and nowhere else.
    assert oscar.path.startswith("/cuenta/seguridad/aplicacion/")
    oscar.opens("/mi/")
    assert oscar.path.startswith("/cuenta/seguridad/aplicacion/")
    oscar.opens("/revision/")
    secret = oscar.page.locator("main code").inner_text().strip()
    types_the_code(oscar, "000000", "Turn it on")
    oscar.sees("There is a problem")
    assert oscar.page.locator("main code").inner_text().strip() == secret
    types_the_code(oscar, first := code_of(secret), "Turn it on")

    # The recovery codes are offered at once, and from there one goes on to work.
    oscar.sees("Recovery codes")
    recovery = oscar.page.locator("main .codes li").first.inner_text().strip()
    oscar.follows("I have kept them: go on")
    assert oscar.path == "/revision/"

    for code in (lambda: code_of(secret, after=first), lambda: recovery):
        oscar.opens("/cuenta/salir/")
        oscar.presses("Log out")
        oscar.opens("/cuenta/entrar/?next=/revision/")
        oscar.fills(login=officer.email, password=PASSWORD)
        oscar.presses("Log in")
        assert oscar.path.startswith("/cuenta/seguridad/codigo/")
        types_the_code(oscar, code(), "Continue")
        assert oscar.path == "/revision/"
