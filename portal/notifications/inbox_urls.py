"""What the portal told somebody, below /mi/avisos/."""

from django.urls import path

from portal.notifications import inbox_views

app_name = "notices"
urlpatterns = [
    path("", inbox_views.inbox, name="inbox"),
    path("leidos/", inbox_views.read_all, name="read_all"),
    path("preferencias/", inbox_views.preferences, name="preferences"),
    path("dejar/<str:token>/", inbox_views.leave_mails, name="leave"),
    path("<uuid:public_id>/", inbox_views.detail, name="detail"),
    path("<uuid:public_id>/abrir/", inbox_views.open_notice, name="open"),
]
