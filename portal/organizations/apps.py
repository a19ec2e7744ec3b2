from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "portal.organizations"
    label = "organizations"
    verbose_name = _("Organizations and roles")

    def ready(self) -> None:
        # Imported for what they register in the floors below: scopes, the landing page, city-file sections.
        from portal.organizations import city_file, registrations  # noqa: F401
