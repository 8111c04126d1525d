"""Request bodies: plain JSON in UTF-8, of bounded size and time, read strictly to the Struct declared.

The framework's own reader takes any content type, converts laxly, and answers 500 to invalid UTF-8.
"""

import asyncio
from typing import Any

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException

from service.api.language import language_of
from service.api.wire.operation import spec_of
from service.api.wire.queries import read_query
from service.application.intake.json_reader import read_json
from service.application.intake.wording import phrase, unreadable
from service.errors import Fault, InvalidInput, UnsupportedBody

MOST_BYTES = 64 * 1024


class StrictRequest(Request[Any, Any, Any]):
    """A request whose ``json`` is the Struct that its handler declares as ``data``, or an error."""

    seconds_to_arrive = 20.0

    async def body(self) -> bytes:
        """Return the body; raise ``UnsupportedBody`` by its headers, ``InvalidInput`` if late or empty."""
        headers = self.headers
        _check_headers(headers.getall("content-type", []), headers.getall("content-encoding", []))
        try:
            async with asyncio.timeout(self.seconds_to_arrive):
                body = await super().body()
        except (TimeoutError, InternalServerException) as error:
            raise unreadable("incomplete", language_of(self)) from error
        if not body:
            language = language_of(self)
            raise unreadable("malformed_json", language, problem=phrase("empty", language))
        return body

    async def json(self) -> Any:
        """Return the body as the Struct declared; raise ``InvalidInput`` with its faults and the query's."""
        field = self.route_handler.parsed_data_field
        assert field is not None, "a handler that reads a body declares data"
        try:
            return read_json(await super().body(), field.annotation, language_of(self))
        except InvalidInput as error:
            query = spec_of(self.route_handler).query
            raise InvalidInput(error.faults + _query_faults(self, query)) from error


def _query_faults(request: StrictRequest, kind: type[msgspec.Struct]) -> tuple[Fault, ...]:
    try:
        read_query(request, kind)
    except InvalidInput as error:
        return error.faults
    return ()


def _check_headers(types: list[str], encodings: list[str]) -> None:
    # Of a header sent twice, a proxy in front may read the other value.
    if len(types) != 1 or len(encodings) > 1:
        raise UnsupportedBody("the content type, and any content encoding, must be sent once")
    media_type, *parameters = (part.strip().lower() for part in types[0].split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    if media_type != "application/json" or any(charset != "utf-8" for charset in charsets):
        raise UnsupportedBody("the content type is not application/json in UTF-8")
    if encodings and encodings[0].strip().lower() not in ("", "identity"):
        raise UnsupportedBody("the content encoding is not identity")
