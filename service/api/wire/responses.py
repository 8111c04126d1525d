"""Responses as raw bytes: encoded once here, never again by the framework. Imports the language codes."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

from litestar import Request
from litestar.types import Receive, Scope, Send
from msgspec import Struct
from msgspec.json import Encoder

from service.api.wire.context import context_of
from service.texts import LANGUAGES, Language

Headers = tuple[tuple[bytes, bytes], ...]
_ENCODER = Encoder()
_NO_STORE = (b"cache-control", b"no-store")
_NO_CACHE = (b"cache-control", b"no-cache")
_PRIVATE = (b"cache-control", b"private, no-cache")
_JSON: Headers = ((b"content-type", b"application/json"),)
_LOCALISED: dict[Language, Headers] = {
    language: (
        (b"content-type", b"application/json"),
        (b"content-language", language.encode()),
        (b"vary", b"Accept-Language"),
    )
    for language in LANGUAGES
}


class ByteResponse(Struct, frozen=True):
    """A whole response. An ASGI application that sends itself, so the framework adds nothing to it."""

    status: int
    headers: Headers
    body: bytes = b""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the head and then the body."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class StreamResponse(Struct, frozen=True):
    """A response of unknown length, sent in pieces; a client that receives its end has all of it.

    Back-pressured; stops when the client disconnects.
    """

    headers: Headers
    pieces: AsyncIterator[bytes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, and then each piece. For HEAD, read none of the pieces."""
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        disconnected = asyncio.ensure_future(_disconnect(receive))
        try:
            if not context_of(scope).is_head:
                async for piece in self.pieces:
                    if disconnected.done():
                        return
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            disconnected.cancel()


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class StaticDocument(Struct, frozen=True):
    """A document that does not change while the process lives, with its ``ETag``."""

    content: bytes
    media_type: str
    etag: str


def static_document(content: bytes, media_type: str) -> StaticDocument:
    """Make a document whose ``ETag`` is the digest of its content."""
    return StaticDocument(content, media_type, _etag(content))


def localised_response(body: Struct, language: Language, *, cacheable: bool = True) -> ByteResponse:
    """200 with this Struct as JSON, worded in this language; public caches may store it if ``cacheable``."""
    caching = _NO_CACHE if cacheable else _NO_STORE
    return _with_length((*_LOCALISED[language], caching), _ENCODER.encode(body))


def created_response(body: Struct, language: Language, location: str) -> ByteResponse:
    """201 with this Struct as JSON, and the path at which to read it again."""
    headers = (*_LOCALISED[language], _NO_STORE, (b"location", location.encode()))
    return _with_length(headers, _ENCODER.encode(body), 201)


def private_response(body: Struct, language: Language | None = None) -> ByteResponse:
    """200 with a Struct of the caller's own that no cache stores; None if it has no words."""
    headers = _JSON if language is None else _LOCALISED[language]
    return _with_length((*headers, _NO_STORE), _ENCODER.encode(body))


def tagged_response(request: Request[Any, Any, Any], body: Struct, language: Language) -> ByteResponse:
    """200 with a Struct of the caller's own and its ``ETag``, or 304 if the caller has that already."""
    return _full_or_not_modified(request, (*_LOCALISED[language], _PRIVATE), _ENCODER.encode(body))


def picture_response(
    request: Request[Any, Any, Any], image: bytes, media_type: str, language: Language
) -> ByteResponse:
    """200 with a picture and its ``ETag``, or 304 if the caller has that already."""
    words = ((b"content-language", language.encode()), (b"vary", b"Accept-Language, Authorization"))
    return _full_or_not_modified(request, (_content_type(media_type), *words, _PRIVATE), image)


def empty_response() -> ByteResponse:
    """204."""
    return ByteResponse(204, (_NO_STORE,))


def stream_response(pieces: AsyncIterator[bytes], media_type: str, headers: Headers) -> StreamResponse:
    """200 with pieces of the caller's own data."""
    return StreamResponse((_content_type(media_type), _NO_STORE, *headers), pieces)


def text_response(content: bytes, media_type: str) -> ByteResponse:
    """200 with a text that no cache stores."""
    return _with_length((_content_type(media_type), _NO_STORE), content)


def document_response(
    request: Request[Any, Any, Any], document: StaticDocument, headers: Headers = ()
) -> ByteResponse:
    """200 with the document, or 304 if the caller has it already."""
    headers = (*headers, (b"etag", document.etag.encode()), _NO_CACHE)
    if _caller_has(request, document.etag):
        return ByteResponse(304, headers)
    return _with_length((_content_type(document.media_type), *headers), document.content)


def _full_or_not_modified(request: Request[Any, Any, Any], headers: Headers, body: bytes) -> ByteResponse:
    etag = _etag(body)
    headers = (*headers, (b"etag", etag.encode()))
    return ByteResponse(304, headers) if _caller_has(request, etag) else _with_length(headers, body)


def _caller_has(request: Request[Any, Any, Any], etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    return etag in tags or "*" in tags


def _etag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _with_length(headers: Headers, body: bytes, status: int = 200) -> ByteResponse:
    return ByteResponse(status, (*headers, (b"content-length", str(len(body)).encode())), body)


def _content_type(media_type: str) -> tuple[bytes, bytes]:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return b"content-type", f"{media_type}{charset}".encode()
