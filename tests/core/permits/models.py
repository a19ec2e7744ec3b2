from django.db import models

from portal.core.enums import Role
from portal.core.models import Municipality, PublicIdModel, TransitionRow
from portal.core.querysets import ScopedQuerySet


class PermitState(models.TextChoices):
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Quota(models.Model):
    places = models.IntegerField(default=1)

    def __str__(self):
        return str(self.places)


class PermitQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(officer_id=user.pk)


class Permit(PublicIdModel):
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)
    quota = models.ForeignKey(Quota, on_delete=models.CASCADE)
    state = models.CharField(max_length=10, choices=PermitState, default=PermitState.ASKED)
    version = models.IntegerField(default=0)
    officer_id = models.BigIntegerField(default=0)

    objects = PermitQuerySet.as_manager()

    def roles_of(self, user):
        return {Role.OFFICER} if user.pk == self.officer_id else {Role.CITIZEN}


class PermitTransition(TransitionRow):
    subject = models.ForeignKey(Permit, on_delete=models.CASCADE, related_name="transitions")
