"""Personal ids and other secrets, encrypted at rest; each ciphertext belongs to one row and one field.

AES-256-GCM with the additional data (model, identity of the row, field): a ciphertext that is copied to another row,
another field or another table does not open. Keys come from the setting FIELD_ENCRYPTION_KEYS (base64 of 32 bytes
each); the first encrypts, all decrypt, and `manage.py rotate_keys` moves every value to the first. The id of a key is
part of what is stored. Exact search and uniqueness use `blind_index` in a column beside the field.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

NONCE_BYTES = 12
KEY_BYTES = 32
TEXT_MARK = "sealed1"  # version of the stored form; a value without it was not written by this module
BYTES_MARK = b"PMS1"
KEY_ID_CHARS = 8


class DecryptionError(Exception):
    """A stored ciphertext does not open: wrong key, damaged, or moved from another row or field."""


# --- Keys ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class KeyRing:
    """The keys by id; `current` encrypts."""

    current: str
    keys: dict[str, AESGCM]

    def cipher(self, key_id: str) -> AESGCM:
        """The cipher of `key_id`. Raises DecryptionError when the ring lacks it."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise DecryptionError(f"no key with id {key_id!r} in FIELD_ENCRYPTION_KEYS") from None


def raw_key(text: str, setting: str) -> bytes:
    """The 32 bytes of a key written in base64. Raises ImproperlyConfigured, and never shows the text."""
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{setting} holds a key that is not base64.") from None
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{setting} holds a key of {len(key)} bytes; each must have {KEY_BYTES}.")
    return key


@lru_cache(maxsize=8)
def _ring(texts: tuple[str, ...]) -> KeyRing:
    if not texts:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty: nothing can be encrypted or read.")
    keys = [raw_key(text, "FIELD_ENCRYPTION_KEYS") for text in texts]
    ids = [hashlib.sha256(b"portal key id" + key).hexdigest()[:KEY_ID_CHARS] for key in keys]
    return KeyRing(ids[0], {key_id: AESGCM(key) for key_id, key in zip(ids, keys, strict=True)})


def key_ring() -> KeyRing:
    """The keys of the settings as they are now."""
    return _ring(tuple(settings.FIELD_ENCRYPTION_KEYS))


# --- Sealing ---------------------------------------------------------------------------------------------------------
def aad_of(*parts: object) -> bytes:
    """Additional data that names what a ciphertext belongs to; parts cannot run into each other."""
    return b"".join(len(data).to_bytes(4, "big") + data for data in (str(part).encode() for part in parts))


def _aad_bytes(aad: str | bytes) -> bytes:
    return aad.encode() if isinstance(aad, str) else aad


def _encrypt(plain: bytes, aad: str | bytes) -> tuple[str, bytes]:
    ring = key_ring()
    nonce = os.urandom(NONCE_BYTES)
    return ring.current, nonce + ring.keys[ring.current].encrypt(nonce, plain, _aad_bytes(aad))


def _decrypt(key_id: str, sealed: bytes, aad: str | bytes) -> bytes:
    try:
        return key_ring().cipher(key_id).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _aad_bytes(aad))
    except (InvalidTag, ValueError):
        raise DecryptionError("the ciphertext is damaged or belongs to another row or field") from None


def seal_text(plain: str, aad: str | bytes) -> str:
    """`plain` encrypted with the current key and bound to `aad`, as text for a column or a JSON value."""
    key_id, sealed = _encrypt(plain.encode(), aad)
    return f"{TEXT_MARK}:{key_id}:{base64.urlsafe_b64encode(sealed).decode()}"


def open_text(sealed: str, aad: str | bytes) -> str:
    """What `seal_text` sealed under the same `aad`. Raises DecryptionError."""
    mark, _, rest = sealed.partition(":")
    key_id, separator, body = rest.partition(":")
    if mark != TEXT_MARK or not separator:
        raise DecryptionError("the stored value is not a ciphertext of this portal")
    try:
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
    except binascii.Error:
        raise DecryptionError("the ciphertext is damaged") from None
    return _decrypt(key_id, raw, aad).decode()


def seal_bytes(plain: bytes, aad: str | bytes) -> bytes:
    """`plain` (a file) encrypted with the current key and bound to `aad`."""
    key_id, sealed = _encrypt(plain, aad)
    return BYTES_MARK + key_id.encode() + sealed


def open_bytes(sealed: bytes, aad: str | bytes) -> bytes:
    """What `seal_bytes` sealed under the same `aad`. Raises DecryptionError."""
    start = len(BYTES_MARK) + KEY_ID_CHARS
    if not sealed.startswith(BYTES_MARK):
        raise DecryptionError("the stored file is not a ciphertext of this portal")
    return _decrypt(sealed[len(BYTES_MARK) : start].decode("ascii", "replace"), sealed[start:], aad)


def is_current(sealed: str | bytes) -> bool:
    """Whether `sealed` was encrypted with the key that encrypts now."""
    current = key_ring().current
    if isinstance(sealed, bytes):
        return sealed.startswith(BYTES_MARK + current.encode())
    return sealed.startswith(f"{TEXT_MARK}:{current}:")


# --- Searching and showing -------------------------------------------------------------------------------------------
def blind_index(namespace: str, value: str) -> str:
    """A keyed digest (64 hex characters) of an already normalised `value`, for equality and uniqueness alone.

    Equal values in two namespaces ("MX" tax ids, "CO" tax ids) give different digests. Raises ValueError when `value`
    is empty: all the rows without an id would otherwise be one.
    """
    if not value:
        raise ValueError("an empty value has no index")
    key = raw_key(settings.INDEX_KEY, "INDEX_KEY")
    return hmac.new(key, aad_of(namespace, value), hashlib.sha256).hexdigest()


def mask(value: str | None, keep: int = 3) -> str:
    """`value` with all but its last `keep` characters hidden; a short value is hidden whole."""
    if not value:
        return ""
    shown = value[-keep:] if keep and len(value) > 2 * keep else ""
    return "•" * (len(value) - len(shown)) + shown


# --- The model field -------------------------------------------------------------------------------------------------
class Sealed:
    """A ciphertext as the database gave it, not yet opened. It never shows itself as text by accident."""

    __slots__ = ("text",)

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return "<Sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class EncryptedAttribute(DeferredAttribute):
    """Opens the ciphertext when the attribute is read, so that a list that does not show it decrypts nothing."""

    field: "EncryptedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open_for(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is encrypted in its column and plain in Python.

    The ciphertext is bound to the model, the field and the row's `bound_to` (its `public_id` unless said otherwise),
    which must be set before the row is saved and never change. Empty text and NULL are stored as such. Only `isnull`
    and `exact ""` can be looked up; `update()` and `bulk_update()` can empty it but not fill it, since they do not know
    the row: save the objects. Raises FieldError for both.
    """

    descriptor_class = EncryptedAttribute

    def __init__(self, *args: Any, bound_to: str = "public_id", **kwargs: Any):
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.bound_to != "public_id":
            kwargs["bound_to"] = self.bound_to
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = super().check(**kwargs)
        try:
            bound = self.model._meta.get_field(self.bound_to)
        except FieldDoesNotExist:
            errors.append(checks.Error(f"The model lacks {self.bound_to!r}, which binds it.", obj=self, id="core.E011"))
        else:
            made_before = isinstance(bound, models.Field) and bound.has_default() and not bound.primary_key
            if not made_before:
                hint = "Bind it to a field whose value is made in Python before the row is saved."
                errors.append(checks.Error("The row's identity must exist before it.", hint, obj=self, id="core.E012"))
        if self.unique or getattr(self, "db_index", False):
            errors.append(checks.Error("Index a blind_index column beside it.", obj=self, id="core.E013"))
        return errors

    # Opening and sealing
    def aad_for(self, instance: models.Model) -> bytes:
        """What the ciphertext of this field in `instance` is bound to."""
        identity = getattr(instance, self.bound_to)
        if not identity:
            raise FieldError(f"{self.model._meta.label}.{self.name} cannot be sealed before {self.bound_to} is set")
        return aad_of(self.model._meta.label_lower, identity, self.name)

    def open_for(self, instance: models.Model, sealed: Sealed) -> str:
        """The plain text. Raises DecryptionError, naming the field and not the value."""
        try:
            return open_text(sealed.text, self.aad_for(instance))
        except DecryptionError as error:
            raise DecryptionError(f"{self.model._meta.label}.{self.name} of row {instance.pk}: {error}") from None

    def seal_for(self, instance: models.Model) -> Sealed | str | None:
        """What is stored for `instance`: a value that was not touched keeps its ciphertext, if it is its own."""
        if self.attname not in instance.__dict__:  # deferred, and asked to be saved nevertheless
            getattr(instance, self.attname)
        value = instance.__dict__[self.attname]
        if isinstance(value, Sealed):
            plain = self.open_for(instance, value)
            return value if is_current(value.text) else Sealed(seal_text(plain, self.aad_for(instance)))
        if value is None or value == "":
            return value
        return Sealed(seal_text(str(value), self.aad_for(instance)))

    # Django's side
    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | str | None:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return self.seal_for(model_instance)

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return value
        if isinstance(value, Sealed):
            return value.text
        raise FieldError(f"{self.name} is encrypted: save the object instead, and look it up by its index column")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.name} is encrypted and not dumped: back the database up, with its keys apart")

    def formfield(self, **kwargs: Any) -> Any:
        # TextField would make a box of many lines; an id is one line.
        if self.max_length and "widget" not in kwargs:
            kwargs["widget"] = forms.TextInput(attrs={"autocomplete": "off"})
        return super().formfield(**kwargs)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "exact":
            return EmptyExact
        if lookup_name == "isnull":
            return IsNull
        raise FieldError(f"{self.name} is encrypted: {lookup_name!r} cannot be looked up, use its index column")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: {lookup_name!r} cannot be looked up, use its index column")


class EmptyExact(Exact):
    """`exact` on an encrypted field, for the empty text alone."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            name = self.lhs.output_field.name
            raise FieldError(f"{name} is encrypted: only the empty text can be looked up, use its index column")
        return self.rhs


# --- What else is encrypted -------------------------------------------------------------------------------------------
Rotator = Callable[[int], int]
rotators: dict[str, Rotator] = {}


def rotates(name: str) -> Callable[[Rotator], Rotator]:
    """Register what moves secrets that are not in an EncryptedTextField (the files of documents, say).

    The function takes the most items that one batch may have, moves that many whose key is not the current one (see
    `is_current`), each so that an interruption loses nothing, and returns how many it moved; 0 at the end.
    """

    def register(function: Rotator) -> Rotator:
        rotators[name] = function
        return function

    return register
