"""Draws the forms from a pack: its screens and words, and the shape of the profile for the full form."""

from typing import Any

from msgspec import inspect

from service.methodology.shape.questionnaire import QuestionnaireData, Screen
from service.methodology.shape.texts import Texts
from service.model.codes import STEPS, ScreenKind
from service.model.documents.methodology import FormOption, FormRow, FormScreen
from service.model.profile import Profile

_LINES = range(4)
_CODES_OF = {
    "organisation.country": None,
    "presence.current_setup": "setups",
    "governance.departments_involved": "departments",
    "preferences.objectives": "objectives",
    "preferences.priority": "priorities",
    "governance.voice_delegation": "delegation",
}


def express_screens(data: QuestionnaireData, texts: Texts) -> tuple[FormScreen, ...]:
    """The express form, screen by screen; the country comes last, for hosts that do not know it."""
    screens = [_ladder(s.competency, texts) if s.competency else _screen(s, texts) for s in data.express]
    return (*screens, _field_screen("organisation.country", texts))


def full_screens(data: QuestionnaireData, texts: Texts) -> tuple[FormScreen, ...]:
    """Every answerable field of the profile, one screen a field."""
    return tuple(_field_screen(field, texts) for block in data.full for field in block.fields)


def _screen(screen: Screen, texts: Texts) -> FormScreen:
    fields = screen.fields or (screen.field or "",)
    words = texts.questions[screen.id if screen.fields else fields[0]]
    labels = texts.options.get(screen.id, {})
    rows = []
    # On a screen of several scales, an option sets one field of each row; on others it sets all it says.
    by_row = screen.kind == "scale_rows"
    for field in fields if by_row else fields[:1]:
        options = tuple(
            FormOption(
                option.id,
                labels[option.id],
                _anchor(field, option.sets.get(field), texts),
                {field: option.sets[field]} if by_row else option.sets,
            )
            for option in screen.options
            if field in option.sets or not by_row
        )
        asked = texts.questions[field]
        rows.append(FormRow(field, asked.text, asked.help, options, None, None))
    return FormScreen(screen.id, screen.kind, words.text, words.help, tuple(rows))


def _ladder(competency: str, texts: Texts) -> FormScreen:
    field = f"competencies.{competency}"
    asked = texts.questions[field]
    artefacts = [texts.artefacts[f"{competency}.{line}"] for line in _LINES[1:]]
    lines = (texts.ladders[competency]["0"], *(artefact.statement for artefact in artefacts))
    shows = ("", *(artefact.show for artefact in artefacts))
    options = tuple(
        FormOption(
            str(line),
            lines[line],
            shows[line],
            {f"{field}.evidence.{step}": "yes" if i < line else "no" for i, step in enumerate(STEPS)},
        )
        for line in _LINES
    )
    help_text = f"{texts.standing['pick_last_true']} {texts.standing['show_by_tomorrow']}"
    row = FormRow(field, asked.text, help_text, options, None, None)
    return FormScreen(competency, "ladder", asked.text, help_text, (row,))


def _field_screen(field: str, texts: Texts) -> FormScreen:
    block, _, name = field.partition(".")
    if block == "competencies":
        return _ladder(name, texts)
    asked = texts.questions[field]
    kind, options, least, most = _shape(field, texts)
    row = FormRow(field, asked.text, asked.help, options, least, most)
    return FormScreen(field, kind, asked.text, asked.help, (row,))


def _shape(field: str, texts: Texts) -> tuple[ScreenKind, tuple[FormOption, ...], float | None, float | None]:
    """How to ask for a field: the kind of screen, its options, or the bounds of its number."""
    for kind in _types(_type_of(field)):
        if isinstance(kind, inspect.ListType) and isinstance(kind.item_type, inspect.LiteralType):
            return "multiple", _coded(field, kind.item_type.values, texts, listed=True), None, None
        if isinstance(kind, inspect.ListType):
            return "list", (), None, None
        if isinstance(kind, inspect.LiteralType):
            return "single", _coded(field, kind.values, texts, listed=False), None, None
        if isinstance(kind, inspect.BoolType):
            words = texts.answers
            return (
                "single",
                tuple(
                    FormOption(code, words[code], "", {field: value})
                    for code, value in (("yes", True), ("no", False))
                ),
                None,
                None,
            )
        if isinstance(kind, inspect.IntType) and kind.le == 4:
            return "single", _scale(field, texts), None, None
        if isinstance(kind, (inspect.IntType, inspect.FloatType)):
            return "number", (), kind.ge, kind.le
        if isinstance(kind, inspect.StrType):
            return "single", _sections(field, texts), None, None
    return "single", (), None, None


def _coded(field: str, values: tuple[Any, ...], texts: Texts, *, listed: bool) -> tuple[FormOption, ...]:
    group = _CODES_OF.get(field, "answers")
    labels: dict[str, str] = getattr(texts, group) if group else {}
    shown = values if listed or group else sorted(values)
    return tuple(
        FormOption(value, labels.get(value, value), "", {field: [value] if listed else value})
        for value in shown
        if value not in ("unknown", "not_applicable")
    )


def _sections(field: str, texts: Texts) -> tuple[FormOption, ...]:
    """Any activity code is accepted; a form offers the sections by name."""
    return tuple(FormOption(code, label, "", {field: code}) for code, label in texts.sections.items())


def _scale(field: str, texts: Texts) -> tuple[FormOption, ...]:
    return tuple(
        FormOption(str(value), _anchor(field, value, texts) or str(value), "", {field: value})
        for value in range(5)
    )


def _anchor(field: str, value: object, texts: Texts) -> str:
    """The sentence that says what a value of a 0-4 scale stands for; empty for other fields."""
    name = "skills" if ".skills." in field else field.rpartition(".")[2]
    return texts.anchors.get(name, {}).get(str(value), "")


def _type_of(field: str) -> inspect.Type:
    kind: inspect.Type = inspect.type_info(Profile)
    for part in field.split("."):
        struct = next(t for t in _types(kind) if isinstance(t, inspect.StructType))
        kind = next(f.type for f in struct.fields if f.name == part)
    return kind


def _types(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """The members of a union, or the type alone; metadata is looked through."""
    if isinstance(kind, inspect.Metadata):
        return _types(kind.type)
    if isinstance(kind, inspect.UnionType):
        # Lists and closed codes come before plain types, since they say more about what to ask.
        members = [inner for member in kind.types for inner in _types(member)]
        rank = (inspect.ListType, inspect.LiteralType, inspect.BoolType)
        return tuple(
            sorted(members, key=lambda t: next((i for i, r in enumerate(rank) if isinstance(t, r)), 9))
        )
    return (kind,)
