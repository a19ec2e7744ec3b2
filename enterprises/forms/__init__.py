"""What people type about enterprises; import the forms from here."""

from enterprises.forms.details import ActivityForm, ContactForm, SectorSearchForm
from enterprises.forms.figures import FiguresForm
from enterprises.forms.identity import IdentityForm, JoinForm, PrepareForm
from enterprises.forms.mercantile import RegistrationAnswerForm, RegistrationForm
from enterprises.forms.people import DecisionForm, InviteForm, WorkerForm
from enterprises.forms.projects import ProjectForm
from enterprises.forms.tax_documents import TaxDocumentForm

__all__ = [
    "ActivityForm",
    "ContactForm",
    "DecisionForm",
    "FiguresForm",
    "IdentityForm",
    "InviteForm",
    "JoinForm",
    "PrepareForm",
    "ProjectForm",
    "RegistrationAnswerForm",
    "RegistrationForm",
    "SectorSearchForm",
    "TaxDocumentForm",
    "WorkerForm",
]
