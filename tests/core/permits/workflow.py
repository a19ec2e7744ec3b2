from portal.core.enums import Role, Tone
from portal.core.workflow import State, Transition, Workflow
from tests.core.permits.models import PermitState


class PermitWorkflow(Workflow):
    name = "permits.permit"
    states = (
        State(PermitState.ASKED, "To decide", "Sent", "An officer will read it.", Tone.INFO),
        State(PermitState.GIVEN, "Given", "Approved", "You may begin.", Tone.OK),
        State(PermitState.REFUSED, "Refused", "Not approved", "You may ask again.", Tone.ERROR),
    )
    initial = PermitState.ASKED
    transitions = (
        Transition("give", (PermitState.ASKED,), PermitState.GIVEN, (Role.OFFICER,), "Give"),
        Transition("refuse", (PermitState.ASKED,), PermitState.REFUSED, (Role.OFFICER,), "Refuse", needs_note=True),
        Transition("lapse", (PermitState.GIVEN,), PermitState.REFUSED, (Role.SYSTEM,), "Lapse"),
    )
    log = "permits.PermitTransition"
