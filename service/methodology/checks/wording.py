"""Cross-checks of a pack's words: both languages complete, nothing worded that no longer exists."""

import re
from collections.abc import Iterable, Iterator
from typing import get_args

import msgspec

from service.methodology.load import Pack
from service.methodology.rules import all_rules
from service.methodology.shape.base import Rule
from service.methodology.shape.texts import Texts
from service.model import codes

_CODES: dict[str, object] = {
    "findings": codes.FindingCode,
    "levels": codes.Level,
    "bands": codes.Band,
    "models": codes.Model,
    "tasks": codes.Task,
    "holders": codes.Holder,
    "roles": codes.Role,
    "seniorities": codes.Seniority,
    "contracts": codes.Contract,
    "skills": codes.Skill,
    "competencies": codes.Competency,
    "sections": codes.Section,
    "setups": codes.Setup,
    "departments": codes.Department,
    "objectives": codes.Objective,
    "priorities": codes.Priority,
    "answers": codes.Answer,
    "delegation": codes.Delegation,
    "sizes": codes.Size,
}
# Rules of these kinds have no words of their own elsewhere: one line each says what they do.
_KINDS = {"inference", "criterion", "choice", "band", "holder", "team", "skill", "path", "figure"}
_PLACEHOLDER = re.compile(r"{(\w*)}")


def wording_problems(pack: Pack) -> Iterator[str]:
    """Missing and left-over words, empty sentences, placeholders that differ between the languages."""
    first, *others = pack.texts.items()
    shape = _flat(first[1])
    for language, texts in others:
        other = _flat(texts)
        yield from (f"{path} is worded in {first[0]} only" for path in sorted(shape.keys() - other.keys()))
        yield from (f"{path} is worded in {language} only" for path in sorted(other.keys() - shape.keys()))
        for path in shape.keys() & other.keys():
            if sorted(_PLACEHOLDER.findall(shape[path])) != sorted(_PLACEHOLDER.findall(other[path])):
                yield f"{path} has other placeholders in {language}"
    for path, text in shape.items():
        if not text.strip() and not path.endswith(".help"):
            yield f"{path} is empty"
    yield from _both_ways(pack, first[1])


def _flat(texts: Texts) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(path: str, value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{path}.{key}" if path else str(key), inner)
        else:
            found[path] = str(value)

    walk("", msgspec.to_builtins(texts))
    return found


def _both_ways(pack: Pack, texts: Texts) -> Iterator[str]:
    """Every code and rule is worded, and every word belongs to a code or a rule."""
    for group, needed in _needed(pack).items():
        have = set(getattr(texts, group))
        yield from (f"{group}.{name} has no words" for name in sorted(needed - have))
        yield from (f"{group}.{name} is worded but does not exist" for name in sorted(have - needed))


def _needed(pack: Pack) -> dict[str, set[str]]:
    rules, forms = pack.rules, pack.questionnaire

    def named(group: Iterable[Rule]) -> set[str]:
        return {rule.id.partition(".")[2] for rule in group}

    return {
        **{group: set(get_args(code)) for group, code in _CODES.items()},
        "sources": {source.id for source in pack.ledger.sources},
        "claims": {claim.id for claim in pack.ledger.claims},
        "references": {reference.id for reference in pack.ledger.references},
        "artefacts": named(rules.maturity.artefacts),
        "gates": named(rules.maturity.gates),
        "factors": named(rules.sourcing.factors) | {"base"},
        "vetoes": named(rules.sourcing.vetoes),
        "unsound": named(rules.sourcing.unsound),
        "warnings": named(rules.sourcing.warnings),
        "actions": named(rules.next.actions),
        "provider": {rule.key for rule in rules.plan.provider},
        "paths": {
            "now",
            "keep",
            *(key for path in rules.plan.paths for key in (path.step, path.end)),
        },
        "questions": {field for block in forms.full for field in block.fields}
        | {screen.id for screen in forms.express if screen.fields},
        "options": {screen.id for screen in forms.express if screen.options},
        "ladders": set(get_args(codes.Competency)),
        "narrows": {rule.narrows for rule in rules.next.questions},
        "rules": {rule.id for rule in all_rules(rules) if rule.id.partition(".")[0] in _KINDS},
    }
