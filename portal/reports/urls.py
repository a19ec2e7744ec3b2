"""The addresses under /gestion/reportes/."""

from django.urls import path

from portal.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("corridas/<uuid:public_id>/", views.run_page, name="run"),
    path("corridas/<uuid:public_id>/estado.json", views.run_state, name="state"),
    path("corridas/<uuid:public_id>/cancelar/", views.run_cancel, name="cancel"),
    path("corridas/<uuid:public_id>/repetir/", views.run_retry, name="retry"),
    path("corridas/<uuid:public_id>/archivo/", views.run_download, name="download"),
    path("programados/<uuid:public_id>/terminar/", views.schedule_end, name="schedule_end"),
    path("<slug:city>/<slug:slug>/", views.request_page, name="request"),
]
