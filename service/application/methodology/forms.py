"""Builds questionnaires: the express form from a pack's screens, the full form from the profile's types."""

from typing import Any

from msgspec import Struct, inspect

from service.methodology.shape.questionnaire import QuestionnaireData, Screen
from service.methodology.shape.texts import Texts
from service.model.codes import STEPS, ScreenKind
from service.model.documents.methodology import FormOption, FormRow, FormScreen
from service.model.profile import Profile

_LINES = range(len(STEPS) + 1)
_SCALE = range(5)
# The group of texts that labels a field's codes; None where a code is its own label.
_LABELS_OF = {
    "/organisation/country": None,
    "/presence/current_setup": "setups",
    "/governance/departments_involved": "departments",
    "/preferences/objectives": "objectives",
    "/preferences/priority": "priorities",
    "/preferences/duration": "durations",
    "/presence/content_origin": "content_origins",
    "/governance/voice_delegation": "delegation",
}


class _Input(Struct, frozen=True):
    """How to ask for a field: the kind of screen, its options, or the bounds of its number."""

    kind: ScreenKind
    options: tuple[FormOption, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


def express_screens(data: QuestionnaireData, texts: Texts) -> tuple[FormScreen, ...]:
    """Return the express form. The country comes last: a host page that knows it skips that screen."""
    screens = [
        _ladder(screen.competency, texts) if screen.competency else _screen(screen, texts)
        for screen in data.express
    ]
    return (*screens, _field_screen("/organisation/country", texts))


def full_screens(data: QuestionnaireData, texts: Texts) -> tuple[FormScreen, ...]:
    """Return the full form: one screen for each answerable field of the profile."""
    return tuple(_field_screen(field, texts) for block in data.full for field in block.fields)


def _screen(screen: Screen, texts: Texts) -> FormScreen:
    fields = screen.fields or (screen.field or "",)
    words = texts.questions[screen.id if screen.fields else fields[0]]
    labels = texts.options.get(screen.id, {})
    # On a screen of several scales, an option sets only the field of its row; elsewhere, all its fields.
    is_by_row = screen.kind == "scale_rows"
    rows = []
    for field in fields if is_by_row else fields[:1]:
        options = tuple(
            FormOption(
                option=option.id,
                label=labels[option.id],
                help=_anchor(field, option.sets.get(field), texts),
                sets={field: option.sets[field]} if is_by_row else option.sets,
            )
            for option in screen.options
            if field in option.sets or not is_by_row
        )
        rows.append(_row(field, texts, _Input(screen.kind, options)))
    return FormScreen(screen=screen.id, kind=screen.kind, text=words.text, help=words.help, rows=tuple(rows))


def _row(field: str, texts: Texts, field_input: _Input) -> FormRow:
    question = texts.questions[field]
    return FormRow(
        pointer=field,
        text=question.text,
        help=question.help,
        options=field_input.options,
        minimum=field_input.minimum,
        maximum=field_input.maximum,
    )


def _ladder(competency: str, texts: Texts) -> FormScreen:
    """Return the screen of a competency: pick the last of four statements that is true."""
    field = f"/competencies/{competency}"
    text = texts.questions[field].text
    artefacts = [texts.artefacts[f"{competency}.{line}"] for line in _LINES[1:]]
    labels = (texts.ladders[competency]["0"], *(artefact.statement for artefact in artefacts))
    helps = ("", *(artefact.show for artefact in artefacts))
    options = tuple(
        FormOption(
            option=str(line),
            label=labels[line],
            help=helps[line],
            sets={f"{field}/{step}": "yes" if i < line else "no" for i, step in enumerate(STEPS)},
        )
        for line in _LINES
    )
    help_text = f"{texts.standing.pick_last_true} {texts.standing.show_by_tomorrow}"
    row = FormRow(pointer=field, text=text, help=help_text, options=options, minimum=None, maximum=None)
    return FormScreen(screen=competency, kind="ladder", text=text, help=help_text, rows=(row,))


def _field_screen(field: str, texts: Texts) -> FormScreen:
    _, block, name = field.split("/", 2)
    if block == "competencies":
        return _ladder(name, texts)
    question = texts.questions[field]
    field_input = _input(field, texts)
    row = _row(field, texts, field_input)
    return FormScreen(
        screen=field, kind=field_input.kind, text=question.text, help=question.help, rows=(row,)
    )


def _input(field: str, texts: Texts) -> _Input:
    for kind in _types(_type_of(field)):
        if isinstance(kind, inspect.ListType) and isinstance(kind.item_type, inspect.LiteralType):
            return _Input("multiple", _code_options(field, kind.item_type.values, texts, is_list=True))
        if isinstance(kind, inspect.ListType):
            return _Input("list")
        if isinstance(kind, inspect.LiteralType):
            return _Input("single", _code_options(field, kind.values, texts, is_list=False))
        if isinstance(kind, inspect.BoolType):
            return _Input("single", _yes_or_no(field, texts))
        if isinstance(kind, inspect.IntType) and kind.le == _SCALE[-1]:
            return _Input("single", _scale_options(field, texts))
        if isinstance(kind, (inspect.IntType, inspect.FloatType)):
            return _Input("number", minimum=kind.ge, maximum=kind.le)
        if isinstance(kind, inspect.StrType):
            return _Input("single", _section_options(field, texts))
    return _Input("single")


def _code_options(
    field: str, codes: tuple[Any, ...], texts: Texts, *, is_list: bool
) -> tuple[FormOption, ...]:
    """Return an option for each code that is an answer; ``is_list`` if the field holds a list of codes."""
    group = _LABELS_OF.get(field, "answers")
    labels: dict[str, str] = getattr(texts, group) if group else {}
    ordered = codes if is_list or group else sorted(codes)
    return tuple(
        FormOption(code, labels.get(code, code), "", {field: [code] if is_list else code})
        for code in ordered
        if code not in ("unknown", "not_applicable")
    )


def _yes_or_no(field: str, texts: Texts) -> tuple[FormOption, ...]:
    values = {"yes": True, "no": False}
    return tuple(FormOption(code, texts.answers[code], "", {field: value}) for code, value in values.items())


def _section_options(field: str, texts: Texts) -> tuple[FormOption, ...]:
    """Return the activity sections; the API accepts any finer activity code as well."""
    return tuple(FormOption(code, label, "", {field: code}) for code, label in texts.nace_sections.items())


def _scale_options(field: str, texts: Texts) -> tuple[FormOption, ...]:
    return tuple(
        FormOption(str(value), _anchor(field, value, texts) or str(value), "", {field: value})
        for value in _SCALE
    )


def _anchor(field: str, value: object, texts: Texts) -> str:
    """Return the sentence that describes a value of a 0-4 scale; empty for other fields."""
    name = "skills" if "/skills/" in field else field.rpartition("/")[2]
    return texts.anchors.get(name, {}).get(str(value), "")


def _type_of(field: str) -> inspect.Type:
    """Return the type of a profile field, by pointer."""
    kind: inspect.Type = inspect.type_info(Profile)
    for name in field.split("/")[1:]:
        struct = next(member for member in _types(kind) if isinstance(member, inspect.StructType))
        kind = next(member.type for member in struct.fields if member.name == name)
    return kind


def _types(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the members of a union without their metadata, or the type alone; the most specific first."""
    if isinstance(kind, inspect.Metadata):
        return _types(kind.type)
    if isinstance(kind, inspect.UnionType):
        members = [inner for member in kind.types for inner in _types(member)]
        return tuple(sorted(members, key=_rank))
    return (kind,)


def _rank(kind: inspect.Type) -> int:
    """Lists and closed codes come before plain types: they say more about how to ask."""
    ranked = (inspect.ListType, inspect.LiteralType, inspect.BoolType)
    return next((rank for rank, type_ in enumerate(ranked) if isinstance(kind, type_)), len(ranked))
