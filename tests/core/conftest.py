from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from tests.factories.core import MunicipalityFactory


@pytest.fixture(autouse=True)
def anchor_folder(settings, tmp_path) -> Path:
    settings.LEDGER_ANCHOR_DIR = tmp_path / "anchors"
    return settings.LEDGER_ANCHOR_DIR


@pytest.fixture
def leon(db):
    return MunicipalityFactory(leon=True)


@pytest.fixture
def officer(db):
    user = get_user_model()(email="camara@leon.example", is_active=True)
    user.save()
    return user


@pytest.fixture
def permits(settings, leon, officer) -> Iterator[None]:
    """Install the app of the tests, with its tables; both go with the test."""
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.core.permits"]
    from tests.core.permits import models

    tables = (models.Quota, models.Permit, models.PermitTransition)
    with connection.schema_editor() as editor:
        for model in tables:
            editor.create_model(model)
    yield
    connection.check_constraints()  # fires what is deferred: PostgreSQL drops no table with events pending
    with connection.schema_editor() as editor:
        for model in reversed(tables):
            editor.delete_model(model)


@pytest.fixture
def permit(permits, leon, officer):
    from tests.core.permits.models import Permit, Quota

    return Permit.objects.create(municipality=leon, quota=Quota.objects.create(), officer_id=officer.pk)
