"""The documents that a version asks for."""

from copy import copy
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.actions.faults import faults
from programs.admin.editors.bench import DONE, LIST_VERBS, Bench, copied_words, free_code, moved
from programs.form_schema import FILE_KINDS
from programs.models import RequiredDocument

KIND_NAMES = {"pdf": "PDF", "jpeg": "JPG", "png": "PNG"}
MOST_MB = 50


class DocumentForm(forms.ModelForm):
    """One document that is asked for."""

    use_required_attribute = False
    accepts = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of file"),
        choices=[(kind, KIND_NAMES[kind]) for kind in FILE_KINDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one kind of file.")},
    )
    max_mb = forms.IntegerField(label=gettext_lazy("Megabytes at most"), min_value=1, max_value=MOST_MB)
    max_age_days = forms.IntegerField(
        label=gettext_lazy("Days old at most"),
        min_value=1,
        max_value=3660,
        required=False,
        help_text=gettext_lazy("Empty: it may be of any age."),
    )
    reusable_kind = forms.ChoiceField(
        label=gettext_lazy("Same document as"),
        required=False,
        help_text=gettext_lazy("The enterprise uses again the one that it has in its folder."),
    )

    class Meta:
        model = RequiredDocument
        fields = ("name", "help", "required", "applies_to", "accepts", "max_mb", "max_age_days", "reusable_kind")
        widgets = {"help": forms.Textarea(attrs={"rows": 3}), "applies_to": forms.RadioSelect}
        help_texts = {"name": gettext_lazy("As the enterprise knows it.")}

    def __init__(self, data: Any, *, document: RequiredDocument, kinds: list[tuple[str, str]]) -> None:
        super().__init__(data, instance=document)
        self.fields["applies_to"].choices = RequiredDocument._meta.get_field("applies_to").choices
        self.fields["reusable_kind"].choices = [("", _("None: it is asked for each time")), *kinds]
        if not self.instance.accepts:
            self.initial["accepts"] = list(FILE_KINDS)  # none said means all of them


def documents_page(bench: Bench) -> HttpResponse:
    """List the documents; POST moves, copies or removes one."""
    documents = list(bench.version.documents.order_by("pk"))
    if bench.request.method == "POST":
        verb, index = bench.request.POST.get("verb", ""), _index(documents, bench.request.POST.get("code", ""))
        if verb in LIST_VERBS and index is not None:
            changed = _copied(documents, index) if verb == "copy" else moved(documents, index, verb)
            bench.save(documents=changed, done=DONE[verb])
        return bench.to("documents")
    found = [fault.text for fault in faults(bench.version) if fault.part == "documents"]
    rows = [{"document": each, "kinds": ", ".join(KIND_NAMES.get(kind, kind) for kind in each.accepts or FILE_KINDS)}
            for each in documents]  # fmt: skip
    return bench.page("documents", _("Documents"), rows=rows, faults=found)


def document_page(bench: Bench) -> HttpResponse:
    """Write one document: `?codigo=` an existing one, else a new one."""
    documents = list(bench.version.documents.order_by("pk"))
    code = bench.request.GET.get("codigo", "")
    index = _index(documents, code)
    if code and index is None:
        raise Http404
    document = documents[index] if index is not None else RequiredDocument()
    form = DocumentForm(bench.posted, document=document, kinds=_kinds(bench))
    if bench.posted is not None and form.is_valid() and _keep(bench, form, documents, index):
        return bench.to("documents")
    return bench.page("part", _("Document"), form=form, back="documents")


def _keep(bench: Bench, form: DocumentForm, documents: list[RequiredDocument], index: int | None) -> bool:
    if index is None:
        taken = {each.code for each in documents}
        form.instance.code = free_code(form.instance.name, taken, "documento")
        documents = [*documents, form.instance]
    return bench.save(documents=documents, form=form, done=_("The document was saved."))


def _index(documents: list[RequiredDocument], code: str) -> int | None:
    return next((index for index, each in enumerate(documents) if each.code == code), None)


def _copied(documents: list[RequiredDocument], index: int) -> list[RequiredDocument]:
    twin = copy(documents[index])
    twin.code = free_code(twin.code, {each.code for each in documents}, "documento")
    twin.name, twin.loaded_digest = copied_words(twin.name)[:160], ""
    return [*documents[: index + 1], twin, *documents[index + 1 :]]


def _kinds(bench: Bench) -> list[tuple[str, str]]:
    """Return the kinds of document that the city's calls ask for again and again, by their newest name."""
    rows = RequiredDocument.objects.filter(version__call__municipality=bench.city).exclude(reusable_kind="")
    return sorted(dict(rows.order_by("pk").values_list("reusable_kind", "name")).items(), key=lambda pair: pair[1])
