"""The format of a key, and who a caller is by the key that it sends.

A key reads ``sk_live_`` or another kind, 160 random bits, a checksum, both in lower-case base32. The checksum
tells a mistyped key from an unknown one before any look-up, and lets scanners recognise a leaked one. Imports
ports only.
"""

import base64
import hashlib
import re
import secrets
import zlib
from hmac import compare_digest
from typing import get_args

from service.application.ports.key_store import Key, KeyKind, KeyStore
from service.errors import Unauthenticated

_SECRET_BYTES = 20
_CHECKSUM_LENGTH = 7
# Mistyped and cut ones too: most of a key is as bad as all of it.
_LIKE_A_KEY = re.compile(rb"([sp]k_(?:live|test)_)[0-9a-z]{8,}")
_PREFIXES = tuple(f"{kind}_" for kind in get_args(KeyKind))


def make_key(kind: KeyKind) -> str:
    """Make a new key of this kind from the system's randomness. It is shown once and never stored."""
    body = f"{kind}_{_base32(secrets.token_bytes(_SECRET_BYTES))}"
    return body + _checksum(body)


def is_well_formed(text: str) -> bool:
    """Tell whether the text has a key's prefix, length and checksum; says nothing of its validity."""
    body, checksum = text[:-_CHECKSUM_LENGTH], text[-_CHECKSUM_LENGTH:]
    return (
        text.isascii()
        and body.startswith(_PREFIXES)
        and len(body) == len("sk_live_") + _SECRET_BYTES * 8 // 5
        and compare_digest(checksum, _checksum(body))
    )


def digest(text: str) -> bytes:
    """Return the SHA-256 of a key's text. 160 random bits need no salt and no slow hash.

    Looking a key up by it tells nothing by the time that it takes: nobody can choose a digest.
    """
    return hashlib.sha256(text.encode()).digest()


def redact_keys(text: bytes) -> bytes:
    """Return a text, in which whatever looks like a key is cut short: one may have been sent anywhere."""
    return _LIKE_A_KEY.sub(rb"\1...", text)


def authenticate(headers: list[str], store: KeyStore) -> tuple[Key, bytes]:
    """Return the key that the one ``Authorization`` header carries, and its digest.

    Raises ``Unauthenticated`` without one, and where it is not valid or not the only one.
    """
    scheme, _, token = (headers[0] if headers else "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(invalid=False)
    token = token.strip(" ")
    key = store.find(digest(token)) if len(headers) == 1 and is_well_formed(token) else None
    if key is None:
        raise Unauthenticated(invalid=True)
    return key, digest(token)


def _checksum(body: str) -> str:
    return _base32(zlib.crc32(body.encode()).to_bytes(4, "big"))


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
