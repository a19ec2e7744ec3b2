"""System checks that hold the workflow tables and the models together."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import autodiscover_modules

from portal.core import workflow
from portal.core.models import TransitionRow


@register
def check_workflows(**_kwargs: Any) -> list[CheckMessage]:
    """Each workflow's states are those of its model's field, its log is a transition log, its object answers roles."""
    return [problem for flow in installed_workflows() for problem in check_workflow(flow)]


def installed_workflows() -> list[type[workflow.Workflow]]:
    """Return the workflows of the installed apps, by name; tests may define others."""
    autodiscover_modules("workflow")
    flows = (flow for flow in workflow.registered.values() if apps.get_containing_app_config(flow.__module__))
    return sorted(flows, key=lambda flow: flow.name)


def check_workflow(flow: type[workflow.Workflow]) -> Iterable[CheckMessage]:
    """Yield what is wrong between `flow`, its log model and the model that it leads."""
    log = apps.get_model(flow.log)
    if not issubclass(log, TransitionRow) or not any(field.name == "subject" for field in log._meta.fields):
        yield Error(f"{flow.log} must extend TransitionRow and have a foreign key “subject”.", obj=flow, id="core.E001")
        return
    subject: Any = log._meta.get_field("subject").related_model
    choices = {value for value, _label in subject._meta.get_field("state").choices or ()}
    if choices != {state.value for state in flow.states}:
        yield Error(f"{flow.name} and {subject._meta.label}.state name different states.", obj=flow, id="core.E002")
    if not callable(getattr(subject, "roles_of", None)):
        yield Error(f"{subject._meta.label} must answer roles_of(user).", obj=flow, id="core.E003")
