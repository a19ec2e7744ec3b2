from django.apps import AppConfig


class StrongboxConfig(AppConfig):
    """One model with secrets, installed by the tests of encryption alone."""

    name = "tests.core.strongbox"
    label = "strongbox"
