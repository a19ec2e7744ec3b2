"""The states of an agreement and who moves it. The only place where either is written."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.enums import Role, Tone
from portal.core.workflow import State, Transition, Workflow
from portal.organizations.enums import AgreementState as A

CITY = (Role.STAFF, Role.CITY_ADMIN)


class AgreementWorkflow(Workflow):
    name = "agreement"
    log = "organizations.AgreementTransition"
    initial = A.DRAFT
    states = (
        State(A.DRAFT, A.DRAFT.label, A.DRAFT.label, _("The agreement is not signed yet."), Tone.NEUTRAL),
        State(A.IN_FORCE, A.IN_FORCE.label, A.IN_FORCE.label, _("Courses are given under it until it ends."), Tone.OK),
        State(A.RENEWED, A.RENEWED.label, A.RENEWED.label, _("The next agreement took over its courses."), Tone.INFO),
        State(A.ENDED, A.ENDED.label, A.ENDED.label, _("Its term is over and nobody renewed it."), Tone.WARN),
        State(A.TERMINATED, A.TERMINATED.label, A.TERMINATED.label, _("It was ended before its term."), Tone.ERROR),
    )
    transitions = (
        Transition("activate", (A.DRAFT,), A.IN_FORCE, CITY, pgettext_lazy("agreement", "Put in force")),
        Transition("renew", (A.IN_FORCE, A.ENDED), A.RENEWED, CITY, pgettext_lazy("agreement", "Renew")),
        Transition("end", (A.IN_FORCE,), A.ENDED, (Role.SYSTEM,), pgettext_lazy("agreement", "Let it end")),
        Transition(
            "terminate",
            (A.DRAFT, A.IN_FORCE),
            A.TERMINATED,
            CITY,
            pgettext_lazy("agreement", "Terminate"),
            needs_note=True,
        ),
    )
