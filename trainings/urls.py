"""The enterprise's requests for seats, below /mi/capacitaciones/."""

from django.urls import path

from trainings import views

app_name = "trainings"

REQUEST = "<uuid:public_id>"

urlpatterns = [
    path("", views.request_list, name="list"),
    path("nueva/<uuid:session>/", views.ask, name="ask"),
    path(f"{REQUEST}/", views.request_page, name="request"),
    path(f"{REQUEST}/personas/", views.people, name="people"),
    path(f"{REQUEST}/retirar/", views.withdraw, name="withdraw"),
]
