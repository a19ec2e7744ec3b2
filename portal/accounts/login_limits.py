"""By which name axes counts failed log-ins."""

from django.http import HttpRequest

_FORM_FIELDS = ("login", "email", "username")


def account_of(request: HttpRequest, credentials: dict | None = None) -> str | None:
    """The e-mail that is being tried, in lower case and without spaces, or None where the request names none.

    allauth hands over "email", Django's own forms "username", and the page posts "login": one account, one counter.
    """
    for source in (credentials or {}, request.POST):
        for field in _FORM_FIELDS:
            if value := source.get(field):
                return str(value).strip().lower()[:254]
    return None
