"""Answers as raw bytes: encoded once here, never again by the framework. Imports the language codes only."""

from hashlib import sha256
from typing import Any

from litestar import Request, Response
from msgspec import Struct
from msgspec.json import Encoder

from service.model.codes import Language

_ENCODER = Encoder()


class Document(Struct, frozen=True):
    """A document that does not change while the process lives, with its ``ETag``."""

    content: bytes
    media_type: str
    etag: str


def document(content: bytes, media_type: str) -> Document:
    """Make a document whose ``ETag`` is the digest of its content."""
    return Document(content, media_type, f'"{sha256(content).hexdigest()[:32]}"')


def localised(answer: Struct, language: Language, *, cache_control: str = "no-cache") -> Response[bytes]:
    """Answer 200 with this Struct as JSON, worded in this language."""
    return Response(
        _ENCODER.encode(answer),
        status_code=200,
        media_type="application/json",
        headers={"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": cache_control},
    )


def revalidated(
    request: Request[Any, Any, Any], answer: Document, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """Answer with the document, or 304 when the caller has it already."""
    headers = {"ETag": answer.etag, "Cache-Control": "no-cache", **(headers or {})}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if answer.etag in known or "*" in known:
        return Response(b"", status_code=304, headers=headers)
    return Response(answer.content, status_code=200, media_type=answer.media_type, headers=headers)
