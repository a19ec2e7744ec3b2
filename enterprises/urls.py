"""The addresses under /mi/empresas/."""

from django.urls import path

from enterprises.views import mercantile, overview, parts, people, projects, registration

app_name = "enterprises"

urlpatterns = [
    path("", overview.enterprise_list, name="list"),
    path("nueva/", registration.new, name="new"),
    path("nueva/unirse/", registration.ask_to_join, name="ask_to_join"),
    path("invitacion/<str:token>/", people.invitation, name="invitation"),
    path("peticion/<uuid:public_id>/", people.join_request, name="join_request"),
    path("peticion/<uuid:public_id>/preparar/", people.prepare, name="prepare"),
    path("<uuid:public_id>/", overview.detail, name="detail"),
    path("<uuid:public_id>/datos/", parts.identity, name="identity"),
    path("<uuid:public_id>/actividad/", parts.activity, name="activity"),
    path("<uuid:public_id>/contacto/", parts.contact, name="contact"),
    path("<uuid:public_id>/cifras/", parts.figures, name="figures"),
    path("<uuid:public_id>/constancia/", parts.tax_document, name="tax_document"),
    path("<uuid:public_id>/constancia/archivo/", parts.tax_document_file, name="tax_document_file"),
    path("<uuid:public_id>/matricula/", mercantile.registration, name="registration"),
    path("<uuid:public_id>/personas/", people.members, name="members"),
    path("<uuid:public_id>/personas/<uuid:user_id>/terminar/", people.member_end, name="member_end"),
    path(
        "<uuid:public_id>/invitaciones/<uuid:invitation_id>/retirar/",
        people.invitation_revoke,
        name="invitation_revoke",
    ),
    path("<uuid:public_id>/trabajadores/", people.workers, name="workers"),
    path("<uuid:public_id>/trabajadores/<uuid:worker_id>/baja/", people.worker_end, name="worker_end"),
    path("<uuid:public_id>/proyectos/nuevo/", projects.project_new, name="project_new"),
    path("<uuid:public_id>/proyectos/<uuid:project_id>/", projects.project_edit, name="project_edit"),
]
