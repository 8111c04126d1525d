"""Answers as raw bytes: encoded once here, never again by the framework. Imports the language codes only."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

from litestar import Request
from litestar.types import Receive, Scope, Send
from msgspec import Struct
from msgspec.json import Encoder

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


class Answer(Struct, frozen=True):
    """A whole answer. It sends itself, as any ASGI application does, so the framework adds nothing to it."""

    status: int
    headers: Headers
    body: bytes = b""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the head and then the body."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class Stream(Struct, frozen=True):
    """An answer of unknown length, sent piece by piece; whoever sees its end has all of it.

    Nothing is read ahead of whoever reads it, nor for anybody who has gone.
    """

    headers: Headers
    pieces: AsyncIterator[bytes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, and then each piece."""
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            if "palier_head" not in scope:
                async for piece in self.pieces:
                    if gone.done():
                        return
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Document(Struct, frozen=True):
    """A document that does not change while the process lives, with its ``ETag``."""

    content: bytes
    media_type: str
    etag: str


def document(content: bytes, media_type: str) -> Document:
    """Make a document whose ``ETag`` is the digest of its content."""
    return Document(content, media_type, _etag(content))


def localised(answer: Struct, language: Language, *, store: bool = True) -> Answer:
    """Answer 200 with this Struct as JSON, worded in this language; ``store`` lets caches keep it."""
    return _whole((*_LOCALISED[language], _NO_CACHE if store else _NO_STORE), _ENCODER.encode(answer))


def created(answer: Struct, language: Language, location: str) -> Answer:
    """Answer 201 with this Struct, and where to find it again."""
    headers = (*_LOCALISED[language], _NO_STORE, (b"location", location.encode()))
    return _whole(headers, _ENCODER.encode(answer), 201)


def private(answer: Struct, language: Language | None = None) -> Answer:
    """Answer 200 with a Struct of the moment that is the caller's own; worded in a language, or in none."""
    headers = _JSON if language is None else _LOCALISED[language]
    return _whole((*headers, _NO_STORE), _ENCODER.encode(answer))


def tagged(request: Request[Any, Any, Any], answer: Struct, language: Language) -> Answer:
    """Answer 200 with a Struct that is the caller's own, or 304 when the caller has it already."""
    body = _ENCODER.encode(answer)
    return _fresh_or_known(request, (*_LOCALISED[language], _PRIVATE), body)


def picture(request: Request[Any, Any, Any], drawn: bytes, media_type: str, language: Language) -> Answer:
    """Answer 200 with a picture, or 304 when the caller has it already."""
    words = ((b"content-language", language.encode()), (b"vary", b"Accept-Language, Authorization"))
    return _fresh_or_known(request, (_content_type(media_type), *words, _PRIVATE), drawn)


def empty() -> Answer:
    """Answer 204: done, and nothing to say."""
    return Answer(204, (_NO_STORE,))


def streamed(pieces: AsyncIterator[bytes], media_type: str, headers: Headers) -> Stream:
    """Answer 200 with pieces of the caller's own."""
    return Stream((_content_type(media_type), _NO_STORE, *headers), pieces)


def text(content: bytes, media_type: str) -> Answer:
    """Answer 200 with a text of the moment."""
    return _whole((_content_type(media_type), _NO_STORE), content)


def revalidated(request: Request[Any, Any, Any], answer: Document, headers: Headers = ()) -> Answer:
    """Answer with the document, or 304 when the caller has it already."""
    headers = (*headers, (b"etag", answer.etag.encode()), _NO_CACHE)
    if _is_known(request, answer.etag):
        return Answer(304, headers)
    return _whole((_content_type(answer.media_type), *headers), answer.content)


def _fresh_or_known(request: Request[Any, Any, Any], headers: Headers, body: bytes) -> Answer:
    etag = _etag(body)
    headers = (*headers, (b"etag", etag.encode()))
    return Answer(304, headers) if _is_known(request, etag) else _whole(headers, body)


def _is_known(request: Request[Any, Any, Any], etag: str) -> bool:
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    return etag in known or "*" in known


def _etag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _whole(headers: Headers, body: bytes, status: int = 200) -> Answer:
    return Answer(status, (*headers, (b"content-length", str(len(body)).encode())), body)


def _content_type(media_type: str) -> tuple[bytes, bytes]:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return b"content-type", f"{media_type}{charset}".encode()
