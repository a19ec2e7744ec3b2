"""The roof: the pages that look over every floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicConfig(AppConfig):
    name = "portal.public"
    label = "public"
    verbose_name = _("Public site")
