import factory

from portal.notifications.models import ReminderRule
from tests.factories.core import MunicipalityFactory


class ReminderRuleFactory(factory.django.DjangoModelFactory):
    """A rule about drafts, seven days and one day before their call closes, from nine in the morning."""

    class Meta:
        model = ReminderRule

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = "programs.draft_closing"
    days_before = factory.LazyAttribute(lambda rule: [7, 1] if rule.kind != "programs.reviews_pending" else [])
    at_hour = 9
