"""The triggers that refuse UPDATE and DELETE on the ledger and its seals."""

from django.db import migrations

# The one import of the project's code in a migration: these statements are also put back after SQLite rebuilds a
# ledger table, and the tests of the ledger run them, so they stand in one place.
from portal.core.ledger_guards import backward, forward


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(forward, backward)]
