"""What a session holds is encrypted at rest: while somebody signs up or resets a password, its row holds the code."""

from typing import Any

from django.core.signing import JSONSerializer

from portal.core.encryption import DecryptionError, open_bytes, seal_bytes

BOUND_TO = "django.session"


class SealedSerializer(JSONSerializer):
    """For SESSION_SERIALIZER: JSON, sealed with the current key of FIELD_ENCRYPTION_KEYS."""

    def dumps(self, obj: Any) -> bytes:
        return seal_bytes(super().dumps(obj), BOUND_TO)

    def loads(self, data: bytes) -> Any:
        """What was sealed; an empty session for one that was written in clear, or with a key that was taken away."""
        try:
            return super().loads(open_bytes(data, BOUND_TO))
        except DecryptionError:
            return {}
