"""A revealed id is shown on the next look at the file and never again. The session keeps what to show, no value."""

from django.http import HttpRequest

from programs.models import Case

KEY = "console_revealed"


def show_once(request: HttpRequest, case: Case, what: str) -> None:
    """Let the next look at the case's file show `what`: the tax id, or the code of a question."""
    request.session[KEY] = [str(case.public_id), what]


def shown_once(request: HttpRequest, case: Case) -> str:
    """Return what is to be shown in this look, once; empty when nothing was revealed for this case."""
    if request.method != "GET" or request.session.get(KEY, [""])[0] != str(case.public_id):
        return ""
    return request.session.pop(KEY)[1]
