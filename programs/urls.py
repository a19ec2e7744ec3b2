"""The entrepreneur's applications, below /mi/solicitudes/."""

from django.urls import path

from programs.views import documents, drafts, start, targets, tracking

app_name = "programs"

FILE = "mi/solicitudes/<uuid:public_id>"

urlpatterns = [
    path("gestion/metas.pdf", targets.targets_page, name="targets_pdf"),
    path("mi/solicitudes/", start.enrollment_list, name="list"),
    path("mi/solicitudes/nueva/<uuid:call>/", start.start, name="start"),
    path(f"{FILE}/", drafts.overview, name="overview"),
    path(f"{FILE}/pagina/<slug:page>/", drafts.page, name="page"),
    path(f"{FILE}/pagina/<slug:page>/guardar/", drafts.autosave, name="autosave"),
    path(f"{FILE}/proyecto/", drafts.project, name="project"),
    path(f"{FILE}/revisar/", drafts.review, name="review"),
    path(f"{FILE}/descartar/", drafts.discard, name="discard"),
    path(f"{FILE}/documentos/", documents.document_list, name="documents"),
    path(f"{FILE}/documentos/<slug:code>/", documents.upload, name="upload"),
    path(f"{FILE}/documentos/<slug:code>/ver/", documents.document, name="document"),
    path(f"{FILE}/documentos/<slug:code>/quitar/", documents.detach, name="detach"),
    path(f"{FILE}/documentos/<slug:code>/usar/<uuid:document>/", documents.reuse, name="reuse"),
    path(f"{FILE}/enviada/", tracking.confirmation, name="confirmation"),
    path(f"{FILE}/acuse.pdf", tracking.receipt, name="receipt"),
    path(f"{FILE}/resolucion.pdf", tracking.letter, name="letter"),
    path(f"{FILE}/correccion/", tracking.correction, name="correction"),
    path(f"{FILE}/oferta/", tracking.offer, name="offer"),
    path(f"{FILE}/retirar/", tracking.withdraw_enrollment, name="withdraw"),
]
