from django.urls import path

from portal.notifications import views

app_name = "mailbox"
urlpatterns = [
    path("", views.mail_list, name="list"),
    path("<uuid:public_id>/", views.mail_detail, name="detail"),
    path("<uuid:public_id>/formato/", views.mail_html, name="html"),
]
