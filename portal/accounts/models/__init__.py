from portal.accounts.models.person import Person
from portal.accounts.models.privacy import Consent, PrivacyNotice
from portal.accounts.models.user import User, UserManager

__all__ = ["Consent", "Person", "PrivacyNotice", "User", "UserManager"]
