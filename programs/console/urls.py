"""The console, below /revision/."""

from django.urls import path

from programs.console.views import decisions, documents, file, queue, reveals

app_name = "console"

CASE = "<uuid:public_id>"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("siguiente/", queue.take_next_case, name="next"),
    path(f"{CASE}/", file.case_file, name="file"),
    path(f"{CASE}/tomar/", file.take, name="take"),
    path(f"{CASE}/soltar/", file.release, name="release"),
    path(f"{CASE}/asignar/", file.assign, name="assign"),
    path(f"{CASE}/clave-fiscal/", reveals.tax_id, name="reveal_tax_id"),
    path(f"{CASE}/respuestas/<slug:code>/", reveals.answer, name="reveal_answer"),
    path(f"{CASE}/reglas/<slug:rule>/", file.override, name="override"),
    path(f"{CASE}/reglas/<slug:rule>/retirar/", file.withdraw_exception, name="withdraw_override"),
    path(f"{CASE}/documentos/<slug:code>/", documents.document, name="document"),
    path(f"{CASE}/documentos/<slug:code>/dictamen/", documents.verdict, name="verdict"),
    path(f"{CASE}/correccion/", decisions.request_correction, name="request_changes"),
    path(f"{CASE}/aprobar/", decisions.approve_case, name="approve"),
    path(f"{CASE}/no-aprobar/", decisions.reject_case, name="reject"),
    path(f"{CASE}/lista-de-espera/", decisions.waitlist_case, name="waitlist"),
]
