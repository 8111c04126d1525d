"""Cross-checks of a pack's words: both languages complete, nothing worded that no longer exists."""

from collections.abc import Iterable, Iterator
from typing import get_args

import msgspec

from service.methodology.load import Pack
from service.methodology.problem import Problem, problem
from service.methodology.rules import all_rules
from service.methodology.shape.base import Rule
from service.methodology.shape.texts import Texts
from service.model import codes
from service.texts import Language
from service.texts.reading import placeholders

_CODES: dict[str, object] = {
    "findings": codes.FindingCode,
    "levels": codes.Level,
    "bands": codes.Band,
    "models": codes.Model,
    "tasks": codes.Task,
    "holders": codes.Holder,
    "roles": codes.Role,
    "seniorities": codes.Seniority,
    "contracts": codes.EmploymentContract,
    "skills": codes.Skill,
    "competencies": codes.Competency,
    "nace_sections": codes.NaceSection,
    "setups": codes.Setup,
    "departments": codes.Department,
    "objectives": codes.Objective,
    "priorities": codes.Priority,
    "durations": codes.Duration,
    "content_origins": codes.ContentOrigin,
    "answers": codes.Answer,
    "delegation": codes.Reply,
    "size_classes": codes.SizeClass,
}
# Rules of these kinds have no words of their own elsewhere: one line each says what they do.
_KINDS = {
    "weight", "inference", "points", "cutoff", "criterion", "choice", "band", "fact", "holder", "team",
    "skill", "path", "limit", "move", "figure", "salary", "vote", "evidence", "workload",
}  # fmt: skip
_VARIANTS = ("small", "public")


def wording_problems(pack: Pack) -> Iterator[Problem]:
    """Missing and left-over words, empty sentences, placeholders that differ between the languages."""
    flat = {language: _flat(texts) for language, texts in pack.texts.items()}
    first, *others = flat
    for language in others:
        yield from _differences(first, flat[first], language, flat[language])
    for language, texts in flat.items():
        for path, text in texts.items():
            if not text.strip() and not path.endswith(".help"):
                yield problem("text_empty", language=language, path=path)
        yield from _variant_problems(language, texts)
        yield from _assumptions(pack, language)
    yield from _both_ways(pack, pack.texts[first])


def _assumptions(pack: Pack, language: Language) -> Iterator[Problem]:
    """A figure says in its words that it is an assumption exactly where it is one."""
    texts = pack.texts[language]
    mark = texts.standing.assumption
    for figure in pack.rules.costs.figures:
        if texts.rules.get(figure.id, mark).endswith(mark) != figure.assumption:
            yield problem("assumption_mark", rule=figure.id, language=language, mark=mark)


def _differences(first: str, texts: dict[str, str], second: str, others: dict[str, str]) -> Iterator[Problem]:
    for path in sorted(texts.keys() - others.keys()):
        yield problem("text_in_one", path=path, language=first, other=second)
    for path in sorted(others.keys() - texts.keys()):
        yield problem("text_in_one", path=path, language=second, other=first)
    for path in sorted(texts.keys() & others.keys()):
        if placeholders(texts[path]) != placeholders(others[path]):
            yield problem("text_placeholders", path=path, language=second, other=first)


def _variant_problems(language: str, texts: dict[str, str]) -> Iterator[Problem]:
    """Variants of words that there are not, or with other placeholders."""
    for path, text in texts.items():
        audience, _, ordinary = path.partition(".")
        if audience not in _VARIANTS:
            continue
        if ordinary not in texts:
            yield problem("variant_of_nothing", language=language, path=path, ordinary=ordinary)
        elif placeholders(text) != placeholders(texts[ordinary]):
            yield problem("variant_placeholders", language=language, path=path, ordinary=ordinary)


def _flat(texts: Texts) -> dict[str, str]:
    sentences: dict[str, str] = {}

    def walk(path: str, value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{path}.{key}" if path else str(key), inner)
        else:
            sentences[path] = str(value)

    walk("", msgspec.to_builtins(texts))
    return sentences


def _both_ways(pack: Pack, texts: Texts) -> Iterator[Problem]:
    """Every code and rule is worded, and every word belongs to a code or a rule."""
    for group, needed in _needed(pack).items():
        worded = set(getattr(texts, group))
        yield from (problem("text_missing", group=group, name=name) for name in sorted(needed - worded))
        yield from (problem("text_left_over", group=group, name=name) for name in sorted(worded - needed))


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
        "factors": named(rules.sourcing.factors) | {"base", "other"},
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
