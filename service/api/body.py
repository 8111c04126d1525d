"""The strict reader of request bodies: plain JSON in UTF-8, of bounded size, decoded straight to its Struct.

The framework's own reader takes any content type, converts laxly, and answers 500 to invalid UTF-8. A
second, untyped pass runs only on failure and collects every fault. A body is accepted if and only if it is
valid under the schema that the contract publishes. Imports the error tree and nothing of the use cases.
"""

import asyncio
import json
from functools import cache
from typing import Any, Never

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException

from service.api import words
from service.api.faults import Walk
from service.api.language import language_of
from service.api.operation import call_of
from service.api.queries import read_query
from service.errors import Fault, InvalidInput, UnsupportedBody
from service.model.codes import Language

MOST_BYTES = 64 * 1024
_SECONDS_TO_ARRIVE = 20


class StrictRequest(Request[Any, Any, Any]):
    """A request whose ``json`` is the Struct that its handler declares as ``data``, or an error."""

    async def body(self) -> bytes:
        """Return the body; raise ``UnsupportedBody`` by its headers, ``InvalidInput`` if it never arrives."""
        _check_headers(self.headers.getall("content-type", []), self.headers.get("content-encoding"))
        try:
            async with asyncio.timeout(_SECONDS_TO_ARRIVE):
                body = await super().body()
        except (TimeoutError, InternalServerException) as error:
            raise _fault("incomplete", language_of(self)) from error
        if not body:
            raise _fault("malformed_json", language_of(self), problem="empty")
        return body

    async def json(self) -> Any:
        """Return the body as the Struct declared; raise ``InvalidInput`` with its faults and the query's."""
        field = self.route_handler.parsed_data_field
        assert field is not None, "only a handler that declares data asks for it"
        try:
            return decode(await super().body(), field.annotation, language_of(self))
        except InvalidInput as error:
            query = call_of(self.route_handler).query
            raise InvalidInput(error.faults + _query_faults(self, query)) from error


def decode(body: bytes, kind: type[msgspec.Struct], language: Language) -> Any:
    """Decode a body to this Struct; raise ``InvalidInput`` with every fault, worded in this language."""
    try:
        return _decoder(kind).decode(body)
    except (ValueError, RecursionError):
        return _decode_again(body, kind, language)


def _decode_again(body: bytes, kind: type[msgspec.Struct], language: Language) -> Any:
    walk = Walk(language)
    document = walk.read(_untyped(body, language), _type_tree(kind))
    if walk.faults:
        raise InvalidInput(tuple(walk.faults))
    return msgspec.convert(document, kind)


def _untyped(body: bytes, language: Language) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse, parse_int=_integer)
    except json.JSONDecodeError as error:
        where = f"{error.msg}, line {error.lineno}, column {error.colno}"
        raise _fault("malformed_json", language, problem=where) from error
    except RecursionError as error:
        raise _fault("too_deep", language) from error
    except ValueError as error:
        raise _fault("malformed_json", language, problem=_reason(error)) from error


def _integer(digits: str) -> int | float:
    # Python refuses to convert thousands of digits. Nothing that long is in any range of ours.
    return int(digits) if len(digits) < 400 else float(digits)


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


def _reason(error: ValueError) -> str:
    return f"UTF-8, byte {error.start}" if isinstance(error, UnicodeDecodeError) else str(error)


def _fault(code: str, language: Language, **values: object) -> InvalidInput:
    return InvalidInput((Fault("", code, words.detail(code, language, **values)),))


def _query_faults(request: StrictRequest, kind: type[msgspec.Struct]) -> tuple[Fault, ...]:
    try:
        read_query(request, kind)
    except InvalidInput as error:
        return error.faults
    return ()


def _check_headers(types: list[str], encoding: str | None) -> None:
    media_type, *parameters = (part.strip().lower() for part in ",".join(types).split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    if media_type != "application/json" or any(charset != "utf-8" for charset in charsets):
        raise UnsupportedBody("the content type is not application/json in UTF-8")
    if encoding is not None and encoding.strip().lower() not in ("", "identity"):
        raise UnsupportedBody("the content encoding is not identity")


@cache
def _decoder(kind: type[msgspec.Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


@cache
def _type_tree(kind: type[msgspec.Struct]) -> msgspec.inspect.Type:
    return msgspec.inspect.type_info(kind)
