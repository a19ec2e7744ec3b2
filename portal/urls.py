"""Every address of the portal: Spanish at the root, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal.public.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("cuenta/", include("portal.accounts.urls")),
        path("mi/empresas/", include("enterprises.urls")),
        path("mi/capacitaciones/", include("trainings.urls")),
        path("mi/avisos/", include("portal.notifications.inbox_urls")),
        path("gestion/reportes/", include("portal.reports.urls")),
        path("", include("programs.urls")),
        path("revision/matriculas/", include("enterprises.registration_urls")),
        path("revision/", include("trainings.console.urls")),
        path("revision/", include("programs.console.urls")),
        path("", include("portal.organizations.urls")),
        path("correo/", include("portal.notifications.urls")),  # answers 404 outside the demo
        # Last, since a city's slug would match any first segment.
        path("", include("portal.public.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "portal.public.views.errors.bad_request"
handler403 = "portal.public.views.errors.permission_denied"
handler404 = "portal.public.views.errors.page_not_found"
handler500 = "portal.public.views.errors.server_error"
