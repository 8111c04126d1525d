"""Checks that what a pack says of a profile's fields fits the profile: questions, moves and forms."""

from collections.abc import Iterator

import msgspec

from service.methodology.load import Pack
from service.methodology.problem import Problem, problem
from service.methodology.profile_fields import is_number, profile_blocks, profile_fields
from service.methodology.shape.plan import MoveRule
from service.model.profile import Profile

_LEAST: dict[str, object] = {"country": "FR"}


def field_problems(pack: Pack) -> Iterator[Problem]:
    """Fields that do not exist, moves that are no numbers or do not rise, answers that no profile takes."""
    known = profile_fields().keys() | profile_blocks()
    for question in pack.rules.next.questions:
        if question.field not in known:
            yield problem("unknown_field", rule=question.id, field=question.field)
    for move in pack.rules.next.moves:
        yield from _move_problems(move)
    forms = pack.questionnaire
    for where, fields in (
        ("[[full]]", [field for block in forms.full for field in block.fields]),
        ("[[refine]]", [item.field for item in forms.refine]),
        ("[[express]]", [f for s in forms.express for f in (s.field, *s.fields) if f is not None]),
    ):
        for field in fields:
            if field not in known:
                yield problem("unknown_form_field", where=where, field=field)
    yield from _option_problems(pack)


def _move_problems(move: MoveRule) -> Iterator[Problem]:
    kind = profile_fields().get(move.field)
    if kind is None or not is_number(kind) or move.field.count("/") != 2:
        yield problem("move_no_number", rule=move.id, field=move.field)
    if list(move.values) != sorted(set(move.values)):
        yield problem("move_order", rule=move.id)


def _option_problems(pack: Pack) -> Iterator[Problem]:
    for screen in pack.questionnaire.express:
        for option in screen.options:
            try:
                msgspec.convert(_profile_with(option.sets), Profile)
            except msgspec.ValidationError as error:
                yield problem("option_sets", screen=screen.id, option=option.id, reason=error)


def _profile_with(sets: dict[str, object]) -> dict[str, object]:
    """The least profile with the values at these pointers set."""
    document: dict[str, object] = {"organisation": dict(_LEAST)}
    for pointer, value in sets.items():
        _, *blocks, name = pointer.split("/")
        table = document
        for block in blocks:
            inner = table.setdefault(block, {})
            assert isinstance(inner, dict)
            table = inner
        table[name] = value
    return document
