from django.urls import path

from portal.organizations import views

app_name = "organizations"

urlpatterns = [
    path("cuenta/invitacion/<str:token>/", views.invitation, name="invitation"),
    path("cuenta/invitacion/<str:token>/aceptar/", views.accept, name="accept_invitation"),
]
