"""The limit: the least that Django does for such an answer, on the same database and the same web server.

A page is one query of twenty rows and a template. A registration is a guarded UPDATE of one hot row and an INSERT, with
neither session nor CSRF.
"""

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(
        SECRET_KEY="bare",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": dict(environ.Env().db_url("DATABASE_URL")) | {"CONN_MAX_AGE": 60}},
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {
                                "page.html": "<!DOCTYPE html><html lang=es><title>Bare</title><h1>Rows</h1><table>"
                                "{% for row in rows %}<tr><td>{{ row.name }}<td>{{ row.amount }}<td>{{ row.day }}"
                                "{% endfor %}</table></html>"
                            },
                        )
                    ]
                },
            }
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )

application = get_wsgi_application()

from django.db import connection, models, transaction  # noqa: E402 - models need the settings above
from django.db.models import F  # noqa: E402
from django.shortcuts import render  # noqa: E402


class Row(models.Model):  # noqa: DJ008 - nobody reads it
    name = models.CharField(max_length=80)
    amount = models.IntegerField()
    day = models.DateField()

    class Meta:
        app_label = "bare"


class Hot(models.Model):  # noqa: DJ008 - nobody reads it
    taken = models.IntegerField(default=0)
    places = models.IntegerField()

    class Meta:
        app_label = "bare"


class Registration(models.Model):  # noqa: DJ008 - nobody reads it
    hot = models.ForeignKey(Hot, models.CASCADE)
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "bare"


def make_tables() -> None:
    """Create the tables and fill them."""
    with connection.schema_editor() as editor:
        for model in (Row, Hot, Registration):
            editor.create_model(model)
    Row.objects.bulk_create([Row(name=f"Row {n}", amount=n * 1000, day="2026-11-21") for n in range(20)])
    Hot.objects.create(places=1_000_000)


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", {"rows": Row.objects.order_by("pk")[:20]})


def register(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        if not Hot.objects.filter(taken__lt=F("places")).update(taken=F("taken") + 1):
            return HttpResponse("full", status=409)
        Registration.objects.create(hot_id=1, name="Somebody")
    return HttpResponse("ok")


urlpatterns = [path("page/", page), path("register/", register)]
