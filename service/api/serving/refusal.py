"""The response to bytes that are no request: a problem like any other, which the application never sees.

It is in English: the language of a request that cannot be read is unknown. Imports problems, and uvicorn.
"""

from litestar.exceptions import ClientException
from msgspec import UNSET
from msgspec.json import encode
from msgspec.structs import replace
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from service.api.problems.responses import MEDIA_TYPE, kind_of, problem_of


def refusal(default_headers: list[tuple[bytes, bytes]], base_path: str) -> bytes:
    """Return the whole response, which ends the connection; callers see the service under ``base_path``."""
    kind = kind_of(ClientException())
    body = encode(replace(problem_of(kind, "en", "", base_path=base_path), instance=UNSET))
    headers = {
        **dict(default_headers),
        b"content-type": MEDIA_TYPE.encode(),
        b"content-language": b"en",
        b"content-length": str(len(body)).encode(),
        b"cache-control": b"no-store",
        b"x-content-type-options": b"nosniff",
        b"connection": b"close",
    }
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers.items())
    return STATUS_LINE[kind.status] + lines + b"\r\n" + body
