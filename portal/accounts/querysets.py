from datetime import date

from portal.accounts.scoping import user_scope
from portal.core import clock
from portal.core.scoping import ScopedQuerySet


class UserQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """All for the installation administrator, else oneself and whom the floors above let one see."""
        return self if getattr(user, "is_superuser", False) else self.filter(user_scope.q(user))

    def unconfirmed(self):
        """Those that signed up and never typed the code: nobody has logged in to them."""
        of_confirmed = self.model._base_manager.filter(emailaddress__verified=True)
        waiting = self.model._base_manager.filter(emailaddress__verified=False)
        return self.filter(
            last_login__isnull=True, is_staff=False, is_superuser=False, pk__in=waiting.values("pk")
        ).exclude(pk__in=of_confirmed.values("pk"))


class PersonQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Oneself. Officers and staff see a person through the case or seat that shows it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user)


class PrivacyNoticeQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Everybody: a notice is there to be read."""
        return self

    def in_force(self, municipality, on: date | None = None):
        """The notice of `municipality` that is in force on a day of its calendar (today), or None where it has none."""
        day = on or clock.today(municipality.zone)
        return self.filter(municipality=municipality, effective_from__lte=day).order_by("effective_from", "pk").last()


class ConsentQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """One's own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(person__user=user)

    def given(self):
        return self.filter(withdrawn_at__isnull=True)

    def for_purpose(self, purpose: str):
        return self.filter(purpose=purpose)
