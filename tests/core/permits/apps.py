from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """A smallest possible app with a workflow, installed by the tests of the kernel alone."""

    name = "tests.core.permits"
    label = "permits"
