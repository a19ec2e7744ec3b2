from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.core import diagrams
from portal.core.management.commands import render_workflows


def test_the_page_in_the_docs_is_what_the_tables_say():
    call_command("render_workflows", "--check")
    assert (Path(settings.BASE_DIR) / render_workflows.PAGE).read_text(encoding="utf-8") == diagrams.page()


def test_a_page_that_is_out_of_date_fails(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="out of date"):
        call_command("render_workflows", "--check")
    call_command("render_workflows")
    call_command("render_workflows", "--check")
