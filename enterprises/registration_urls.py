"""The addresses under /revision/matriculas/: the trade register's desk in a chamber."""

from django.urls import path

from enterprises.views import mercantile

app_name = "registrations"

urlpatterns = [
    path("", mercantile.queue, name="queue"),
    path("<uuid:public_id>/", mercantile.decide, name="decide"),
]
