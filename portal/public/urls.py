"""The public addresses: one segment for the portal, then one segment for the city."""

from django.urls import path

from portal.public.views import calls, courses, dashboard, eligibility, home, mine, open_data, pages, transparency

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("mi/", mine.mine, name="mine"),
    path("accesibilidad/", pages.accessibility, name="accessibility"),
    path("mapa/", pages.site_map, name="site_map"),
    path("estilo/", pages.style_guide, name="style_guide"),
    path("gestion/", dashboard.dashboard, name="dashboard"),
    path("gestion/cifras/<slug:figure>.csv", dashboard.figure_csv, name="figure_csv"),
    path("<slug:city>/", home.city_home, name="city"),
    path("<slug:city>/marca.css", pages.brand_css, name="brand_css"),
    path("<slug:city>/privacidad/", pages.privacy, name="privacy"),
    path("<slug:city>/elegibilidad/", eligibility.check, name="eligibility"),
    path("<slug:city>/convocatorias/", calls.call_list, name="call_list"),
    path("<slug:city>/convocatorias/<slug:slug>/", calls.call_detail, name="call_detail"),
    path("<slug:city>/capacitaciones/", courses.course_list, name="course_list"),
    path("<slug:city>/capacitaciones/<slug:slug>/", courses.course_detail, name="course_detail"),
    path("<slug:city>/transparencia/", transparency.transparency, name="transparency"),
    path("<slug:city>/datos/", open_data.dataset_list, name="dataset_list"),
    path("<slug:city>/datos/<slug:slug>/", open_data.dataset_detail, name="dataset_detail"),
    path("<slug:city>/datos/<slug:slug>.csv", open_data.dataset_csv, name="dataset_csv"),
    path("<slug:city>/datos/<slug:slug>.json", open_data.dataset_json, name="dataset_json"),
]
