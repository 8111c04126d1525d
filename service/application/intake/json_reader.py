"""The strict reader of documents: JSON decoded straight to its Struct, or every fault at once.

A second, untyped pass runs only on failure: it collects the faults and admits what JSON Schema admits (1.0
for an integer). A document is accepted if and only if it is valid under the schema that the contract
publishes and repeats no name in an object: of two members of one name, readers take different ones. Knows no
HTTP: the command line reads files with it.
"""

import json
from functools import cache
from typing import Any, Never

import msgspec

from service.application.intake.fault_collector import FaultCollector, Members
from service.application.intake.wording import phrase, unreadable
from service.errors import InvalidInput
from service.texts import Language


def read_json(body: bytes, kind: type[msgspec.Struct], language: Language) -> Any:
    """Decode a document to this Struct; raise ``InvalidInput`` with every fault, worded in this language."""
    try:
        document = _decoder(kind).decode(body)
        _REPETITIONS.decode(body.decode())
    except (ValueError, RecursionError):
        return _decode_again(body, kind, language)
    return document


def _decode_again(body: bytes, kind: type[msgspec.Struct], language: Language) -> Any:
    collector = FaultCollector(language)
    document = collector.read(_untyped(body, language), _type_tree(kind))
    if collector.faults:
        raise InvalidInput(tuple(collector.faults))
    return msgspec.convert(document, kind)


def _untyped(body: bytes, language: Language) -> Any:
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_constant=_refuse,
            parse_int=read_integer,
            object_pairs_hook=Members.of_pairs,
        )
    except json.JSONDecodeError as error:
        place = phrase("place", language, line=str(error.lineno), column=str(error.colno))
        raise unreadable("malformed_json", language, problem=place) from error
    except RecursionError as error:
        raise unreadable("too_deep", language) from error
    except ValueError as error:
        raise unreadable("malformed_json", language, problem=_reason(error, language)) from error


def read_integer(digits: str) -> int | float:
    """Return a whole number written in decimal; an infinity where it is longer than any field takes."""
    # Python refuses to convert thousands of digits. Nothing that long is in the range of any field.
    return int(digits) if len(digits) < 400 else float(digits)


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


def _refuse_repetition(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name is repeated")


# Numbers are not converted: only the names are looked at.
_REPETITIONS = json.JSONDecoder(object_pairs_hook=_refuse_repetition, parse_int=len, parse_float=len)


def _reason(error: ValueError, language: Language) -> str:
    if isinstance(error, UnicodeDecodeError):
        return phrase("not_utf_8", language, byte=str(error.start + 1))
    return phrase("not_json", language, name=error)


@cache
def _decoder(kind: type[msgspec.Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


@cache
def _type_tree(kind: type[msgspec.Struct]) -> msgspec.inspect.Type:
    return msgspec.inspect.type_info(kind)
