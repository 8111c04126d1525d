"""The words of a fault, by the fault's code. Imports the patterns of the model, to describe them in words."""

from typing import Annotated, Any, get_args, get_origin

from service.errors import Fault, FaultCode, FaultLocation, InvalidInput
from service.model import patterns
from service.model.countries import Country
from service.model.profile import ActivityCode, Reference, Slug
from service.texts import Language, texts_of


def _pattern_of(kind: Any) -> str:
    assert get_origin(kind) is Annotated
    pattern = kind.__metadata__[0].pattern
    assert isinstance(pattern, str)
    return pattern


# Forms in words: a regular expression helps few callers.
_FORMS = {
    _pattern_of(ActivityCode): "activity_code",
    _pattern_of(Slug): "slug",
    _pattern_of(Reference): "reference",
    patterns.POINTER: "pointer",
    patterns.VERSION: "version",
    patterns.UUID7: "assessment_id",
    patterns.LIST_CURSOR: "list_cursor",
    patterns.EXPORT_CURSOR: "export_cursor",
    patterns.SIGNATURE: "signature",
}
# The name of a standard, where a list of its codes would be too long to read.
_STANDARDS: dict[frozenset[Any], str] = {frozenset(get_args(Country)): "country"}


def fault(
    location: FaultLocation, pointer: str, code: FaultCode, language: Language, **values: object
) -> Fault:
    """Return a fault, worded in this language; ``values`` fill the placeholders of its text."""
    return Fault(location, pointer, code, texts_of(language).intake.faults[code].format(**values))


def unreadable(code: FaultCode, language: Language, **values: object) -> InvalidInput:
    """Return the error of a document that cannot be read at all, worded in this language."""
    return InvalidInput((fault("body", "", code, language, **values),))


def phrase(key: str, language: Language, **values: object) -> str:
    """Return the words for a kind of value, a unit or a limit."""
    return texts_of(language).intake.phrases[key].format(**values)


def describe_codes(codes: tuple[Any, ...], language: Language) -> str:
    """Return the codes that are accepted: the name of their standard, or all of them."""
    standard = _STANDARDS.get(frozenset(codes))
    if standard is not None:
        return texts_of(language).intake.standards[standard]
    return phrase("one_of", language) + ", ".join(map(str, codes))


def describe_pattern(pattern: str, language: Language) -> str:
    """Return the form that a pattern of the model requires, in words."""
    return texts_of(language).intake.forms[_FORMS[pattern]]
