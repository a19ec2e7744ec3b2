"""Where the editors stand below the desk of a call: the path, the name, and the view."""

from programs.admin.editors.bench import View
from programs.admin.editors.copying import copy_page
from programs.admin.editors.documents import document_page, documents_page
from programs.admin.editors.qualifying import qualify_page
from programs.admin.editors.questions import form_page, page_page, preview_page, question_page
from programs.admin.editors.rubric import rubric_page
from programs.admin.editors.rules import rule_page, rules_page

EDITORS: tuple[tuple[str, str, View], ...] = (
    ("reglas/", "rules", rules_page),
    ("reglas/una/", "rule", rule_page),
    ("documentos/", "documents", documents_page),
    ("documentos/uno/", "document", document_page),
    ("formulario/", "form", form_page),
    ("formulario/pagina/", "page", page_page),
    ("formulario/pregunta/", "question", question_page),
    ("formulario/vista/", "preview", preview_page),
    ("rubrica/", "rubric", rubric_page),
    ("quienes/", "qualify", qualify_page),
    ("copiar/", "copy", copy_page),
)
