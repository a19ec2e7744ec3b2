"""The officers' pages of the trainings, below /revision/."""

from django.urls import path

from trainings.console import cases, sessions

app_name = "seats"

CASE = "lugares/<uuid:public_id>"

urlpatterns = [
    path(f"{CASE}/", cases.case_file, name="file"),
    path(f"{CASE}/aprobar/", cases.approve, name="approve"),
    path(f"{CASE}/lista-de-espera/", cases.waitlist, name="waitlist"),
    path(f"{CASE}/no-aprobar/", cases.reject, name="reject"),
    path("sesiones/", sessions.session_list, name="sessions"),
    path("sesiones/<uuid:public_id>/", sessions.session_page, name="session"),
]
