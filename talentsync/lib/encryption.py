"""Keeps secrets that must be read again (signing keys, one-time-password seeds) unreadable in the database alone.

Fernet (AES and HMAC) with keys derived from SECRET_KEY and its fallbacks: what a former secret encrypted can still be
read while that stands in SECRET_KEY_FALLBACKS.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Undecryptable(ValueError):
    """The text was encrypted with a secret that this installation has no more, or was changed."""


def encrypted(text: str, *, purpose: str) -> str:
    """The text as ciphertext. Only the same `purpose` decrypts it."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def decrypted(ciphertext: str, *, purpose: str) -> str:
    """The reverse. Raises Undecryptable."""
    try:
        return _cipher(purpose).decrypt(ciphertext.encode()).decode()
    except InvalidToken:
        raise Undecryptable(f"A stored secret ({purpose}) cannot be read with this SECRET_KEY") from None


def _cipher(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret, purpose)) for secret in secrets])


def _derived(secret: str, purpose: str) -> bytes:
    digest = hashlib.blake2b(secret.encode(), digest_size=32, person=b"talentsync.enc")
    digest.update(b"\0" + purpose.encode())
    return base64.urlsafe_b64encode(digest.digest())
