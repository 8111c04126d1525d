"""The format of API keys, and authentication by key.

A key is its kind (``sk_live_``, ``sk_test_``, ``pk_live_``, ``pk_test_``), 160 random bits and a checksum,
both in lower-case base32. The checksum tells a mistyped key without a look-up, and lets scanners recognise
leaked keys.
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
# Matches truncated and mistyped keys too: most of a key is as sensitive as all of it.
_KEY_LIKE = re.compile(rb"([sp]k_(?:live|test)_)[0-9a-z]{8,}")
_PREFIXES = tuple(f"{kind}_" for kind in get_args(KeyKind))


def make_key(kind: KeyKind) -> str:
    """Return the text of a new random key. It is shown once and never stored."""
    body = f"{kind}_{_base32(secrets.token_bytes(_SECRET_BYTES))}"
    return body + _checksum(body)


def is_well_formed(text: str) -> bool:
    """Whether a text has a key's prefix, length and checksum; says nothing about the key's validity."""
    body, checksum = text[:-_CHECKSUM_LENGTH], text[-_CHECKSUM_LENGTH:]
    return (
        text.isascii()
        and body.startswith(_PREFIXES)
        and len(body) == len("sk_live_") + _SECRET_BYTES * 8 // 5
        and compare_digest(checksum, _checksum(body))
    )


def digest(text: str) -> bytes:
    """Return the SHA-256 of a key's text. 160 random bits need no salt and no slow hash.

    Looking keys up by digest leaks nothing through timing: nobody can choose a digest.
    """
    return hashlib.sha256(text.encode()).digest()


def redact_keys(text: bytes) -> bytes:
    """Shorten everything in a text that looks like a key: callers may send one in the wrong place."""
    return _KEY_LIKE.sub(rb"\1...", text)


def authenticate(headers: list[str], store: KeyStore) -> Key:
    """Return the key in the request's only ``Authorization`` header.

    Raises ``Unauthenticated`` without a bearer token, and if the key is not valid or there are several
    headers. Raises ``Unavailable`` if the store cannot tell.
    """
    scheme, _, token = (headers[0] if headers else "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(invalid=False)
    token = token.strip(" ")
    key = store.find(digest(token)) if len(headers) == 1 and is_well_formed(token) else None
    if key is None:
        raise Unauthenticated(invalid=True)
    return key


def _checksum(body: str) -> str:
    return _base32(zlib.crc32(body.encode()).to_bytes(4, "big"))


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
