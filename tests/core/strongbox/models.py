from django.db import models

from portal.core.encryption import EncryptedTextField
from portal.core.models import PublicIdModel
from portal.core.money import MoneyField


class Box(PublicIdModel):
    label = models.CharField(max_length=20, blank=True)
    tax_id = EncryptedTextField(max_length=20, blank=True)
    account = EncryptedTextField(null=True, blank=True)
    amount = MoneyField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label
