"""The portal as it is served, on the benchmark's database; only the tests' strictness is taken away."""

from portal.settings.test import *  # noqa: F403
from portal.settings.test import TEMPLATES

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
DEBUG = False
PUBLIC_PAGE_SECONDS = 30
