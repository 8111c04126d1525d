"""Responses as raw bytes: encoded once here, never again by the framework.

Imports the language codes, and compression, which public documents and exports alone have.
"""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

from litestar import Request
from litestar.types import Receive, Scope, Send
from msgspec import Struct
from msgspec.json import Encoder

from service.api.formats.compression import compress, compressed, takes_gzip
from service.api.wire.context import context_of
from service.texts import LANGUAGES, Language

Headers = tuple[tuple[bytes, bytes], ...]
_ENCODER = Encoder()
_NO_STORE = (b"cache-control", b"no-store")
_NO_CACHE = (b"cache-control", b"no-cache")
_PRIVATE = (b"cache-control", b"private, no-cache")
_REPLAYED: Headers = ((b"idempotency-replayed", b"true"),)
_GZIP = (b"content-encoding", b"gzip")
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
                    if piece:
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            disconnected.cancel()


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class StaticDocument(Struct, frozen=True, kw_only=True):
    """A public document that does not change while the process lives, with its ``ETag``.

    ``compressed`` is the same as gzip, None where that saves nothing; ``language`` that of its words, None if
    it has them in every language.
    """

    content: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    language: Language | None


def static_document(content: bytes, media_type: str, language: Language | None = None) -> StaticDocument:
    """Make a document whose ``ETag`` is the digest of its content."""
    return StaticDocument(
        content=content,
        compressed=compressed(content),
        media_type=media_type,
        etag=_etag(content),
        language=language,
    )


def static_json(body: Struct, language: Language) -> StaticDocument:
    """Make a document of a Struct that is worded in this language."""
    return static_document(_ENCODER.encode(body), "application/json", language)


def localised_response(body: Struct, language: Language) -> ByteResponse:
    """200 with this Struct as JSON, worded in this language, that no cache stores."""
    return _with_length((*_LOCALISED[language], _NO_STORE), _ENCODER.encode(body))


def created_response(body: Struct, language: Language, location: str, *, is_replay: bool) -> ByteResponse:
    """201 with this Struct as JSON, and the path at which to read it again.

    ``is_replay`` marks the answer of an earlier request with the same ``Idempotency-Key``.
    """
    headers = (*_LOCALISED[language], _NO_STORE, (b"location", location.encode()))
    replayed = _REPLAYED if is_replay else ()
    return _with_length((*headers, *replayed), _ENCODER.encode(body), 201)


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


def compressible_response(
    request: Request[Any, Any, Any], pieces: AsyncIterator[bytes], media_type: str, headers: Headers
) -> StreamResponse:
    """200 with pieces of the caller's own data, as gzip for a caller that takes it."""
    headers = (*headers, (b"vary", b"Accept-Encoding"))
    if not _takes_gzip(request):
        return stream_response(pieces, media_type, headers)
    return stream_response(compress(pieces), media_type, (*headers, _GZIP))


def text_response(content: bytes, media_type: str) -> ByteResponse:
    """200 with a text that no cache stores."""
    return _with_length((_content_type(media_type), _NO_STORE), content)


def file_response(content: bytes, media_type: str, name: str) -> ByteResponse:
    """200 with a file of the caller's own data that no cache stores."""
    return _with_length((_content_type(media_type), _NO_STORE, disposition(name)), content)


def disposition(name: str) -> tuple[bytes, bytes]:
    """Return the header that tells a browser under which name to save the response."""
    return b"content-disposition", b'attachment; filename="%s"' % name.encode()


def document_response(
    request: Request[Any, Any, Any], document: StaticDocument, headers: Headers = ()
) -> ByteResponse:
    """200 with the document, as gzip for a caller that takes it, or 304 if the caller has it already."""
    content, etag = document.content, document.etag
    vary = b"Accept-Encoding"
    if document.language is not None:
        vary = b"Accept-Language, Accept-Encoding"
        headers = (*headers, (b"content-language", document.language.encode()))
    if document.compressed is not None and _takes_gzip(request):
        # Other bytes, so another strong tag.
        content, etag = document.compressed, f'{etag[:-1]}-gzip"'
        headers = (*headers, _GZIP)
    headers = (*headers, (b"vary", vary), (b"etag", etag.encode()), _NO_CACHE)
    if _caller_has(request, etag):
        return ByteResponse(304, headers)
    return _with_length((_content_type(document.media_type), *headers), content)


def _full_or_not_modified(request: Request[Any, Any, Any], headers: Headers, body: bytes) -> ByteResponse:
    etag = _etag(body)
    headers = (*headers, (b"etag", etag.encode()))
    return ByteResponse(304, headers) if _caller_has(request, etag) else _with_length(headers, body)


def _takes_gzip(request: Request[Any, Any, Any]) -> bool:
    return takes_gzip(",".join(request.headers.getall("accept-encoding", [])))


def _caller_has(request: Request[Any, Any, Any], etag: str) -> bool:
    # A header sent in several lines is one list.
    header = ",".join(request.headers.getall("if-none-match", []))
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag in tags or tags == {"*"}


def _etag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _with_length(headers: Headers, body: bytes, status: int = 200) -> ByteResponse:
    return ByteResponse(status, (*headers, (b"content-length", str(len(body)).encode())), body)


def _content_type(media_type: str) -> tuple[bytes, bytes]:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return b"content-type", f"{media_type}{charset}".encode()
