"""The words of a fault, by the fault's code. Imports the patterns of the model, to describe them in words."""

from typing import Any, Literal, get_args, get_origin

from service.errors import Fault, FaultCode, FaultLocation, InvalidInput
from service.model import codes as codes_of_the_model
from service.model import patterns
from service.model.countries import Country
from service.texts import Language, texts_of

# Forms in words: a regular expression helps few callers.
_FORMS = {
    patterns.ACTIVITY: "activity_code",
    patterns.SLUG: "slug",
    patterns.PLAIN_TEXT: "reference",
    patterns.POINTER: "pointer",
    patterns.VERSION: "version",
    patterns.UUID7_ANY_CASE: "assessment_id",
    patterns.LIST_CURSOR: "list_cursor",
    patterns.EXPORT_CURSOR: "export_cursor",
    patterns.SIGNATURE: "signature",
}
# The codes of each list in the order of the model, which is that of a ladder where there is one.
_ORDERED: dict[frozenset[Any], tuple[Any, ...]] = {
    frozenset(get_args(kind)): get_args(kind)
    for kind in vars(codes_of_the_model).values()
    if get_origin(kind) is Literal
}
# The name of a standard, where a list of its codes would be too long to read.
_STANDARDS: dict[frozenset[Any], str] = {frozenset(get_args(Country)): "country"}


def fault(
    location: FaultLocation, pointer: str, code: FaultCode, language: Language, **values: object
) -> Fault:
    """Return a fault, worded in this language; ``values`` fill the placeholders of its text."""
    texts = texts_of(language)
    return Fault(location, pointer, code, texts.writing.fill(texts.intake.faults[code], **values))


def unreadable(code: FaultCode, language: Language, **values: object) -> InvalidInput:
    """Return the error of a document that cannot be read at all, worded in this language."""
    return InvalidInput((fault("body", "", code, language, **values),))


def phrase(key: str, language: Language, **values: object) -> str:
    """Return the words for a kind of value, a unit or a limit."""
    texts = texts_of(language)
    return texts.writing.fill(texts.intake.phrases[key], **values)


def describe_codes(codes: tuple[Any, ...], language: Language) -> str:
    """Return the codes that are accepted: the name of their standard, or all of them."""
    standard = _STANDARDS.get(frozenset(codes))
    if standard is not None:
        return texts_of(language).intake.standards[standard]
    ordered = _ORDERED.get(frozenset(codes), codes)
    return phrase("one_of", language, codes=texts_of(language).writing.either(map(str, ordered)))


def describe_pattern(pattern: str, language: Language) -> str:
    """Return the form that a pattern of the model requires, in words."""
    return texts_of(language).intake.forms[_FORMS[pattern]]
