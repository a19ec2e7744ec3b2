from typing import Any

import factory
from allauth.account.models import EmailAddress

from portal.accounts.models import Consent, Person, PrivacyNotice, User
from portal.core import clock
from tests.factories.core import MunicipalityFactory

PASSWORD = "una frase larga de prueba"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with a confirmed e-mail and the password PASSWORD; `verified=False` has not typed the code yet."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        superuser = factory.Trait(is_superuser=True, is_staff=True)

    email = factory.Sequence(lambda n: f"persona{n}@mail.example")
    full_name = factory.Sequence(lambda n: f"Persona Prueba {n}")

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save(update_fields=["password"])

    @factory.post_generation
    def verified(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create:
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=extracted is not False)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    country = "MX"
    given_names = factory.Sequence(lambda n: f"Nombre Prueba {n}")
    user = None


class PrivacyNoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrivacyNotice

    municipality = factory.SubFactory(MunicipalityFactory)
    version = factory.Sequence(lambda n: f"{n + 1}")
    title = "Aviso de privacidad"
    summary = "Usamos sus datos para revisar sus solicitudes."
    body = "El municipio usa sus datos para revisar sus solicitudes."
    effective_from = factory.LazyFunction(lambda: clock.now().date().replace(month=1, day=1))


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    notice = factory.SubFactory(PrivacyNoticeFactory)
    given_at = factory.LazyFunction(clock.now)
