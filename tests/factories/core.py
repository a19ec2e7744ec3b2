import factory

from portal.core.models import Municipality, NonWorkingDay


class MunicipalityFactory(factory.django.DjangoModelFactory):
    """A city like León; `MunicipalityFactory(colombia=True)` is one like Valledupar."""

    class Meta:
        model = Municipality

    slug = factory.Sequence(lambda n: f"ciudad-{n}")
    name = factory.Sequence(lambda n: f"Ciudad {n}")
    official_name = factory.LazyAttribute(lambda city: f"Municipio de {city.name}")
    country = "MX"
    locale = "es_MX"
    currency = "MXN"
    timezone = "America/Mexico_City"
    folio_prefix = factory.Sequence(lambda n: "C" + "".join(chr(65 + n // 26**i % 26) for i in (2, 1, 0)))
    brand_color = "#7a1f2b"
    brand_dark = "#55161e"
    brand_soft = "#f2e9ea"
    phone = "+524777880000"
    email = factory.LazyAttribute(lambda city: f"economia@{city.slug}.example")
    address = "Plaza Principal s/n, Centro"
    office_hours = "Lunes a viernes, 8:00 a 15:30"
    is_published = True
    settings = factory.Dict({})

    class Params:
        leon = factory.Trait(
            slug="leon", name="León", official_name="Municipio de León, Guanajuato", folio_prefix="LEO"
        )
        colombia = factory.Trait(
            country="CO",
            locale="es_CO",
            currency="COP",
            timezone="America/Bogota",
            phone="+576055842400",
            brand_color="#1f6b3a",
            brand_dark="#164b29",
            brand_soft="#e9f1ec",
        )


class NonWorkingDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NonWorkingDay

    municipality = factory.SubFactory(MunicipalityFactory)
    date = factory.Faker("date_object")
    reason = "Feria de León"
