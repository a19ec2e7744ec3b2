"""The public addresses: one segment for the portal, then one segment for the city."""

from django.urls import path

from portal.public.views import calls, eligibility, home, mine, pages

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("mi/", mine.mine, name="mine"),
    path("accesibilidad/", pages.accessibility, name="accessibility"),
    path("mapa/", pages.site_map, name="site_map"),
    path("estilo/", pages.style_guide, name="style_guide"),
    path("<slug:city>/", home.city_home, name="city"),
    path("<slug:city>/marca.css", pages.brand_css, name="brand_css"),
    path("<slug:city>/privacidad/", pages.privacy, name="privacy"),
    path("<slug:city>/elegibilidad/", eligibility.check, name="eligibility"),
    path("<slug:city>/convocatorias/", calls.call_list, name="call_list"),
    path("<slug:city>/convocatorias/<slug:slug>/", calls.call_detail, name="call_detail"),
]
