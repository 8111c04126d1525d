"""Ranks the ten models: a base and the points of every fact known, in whole tenths, added and never clamped.

One fact's points for all ten models are packed into a single integer, sixteen bits a model, so that adding a
fact is one addition. The pack's check proves that every sum stays inside its sixteen bits and inside 0-100.
"""

import struct
from collections.abc import Sequence

from msgspec import Struct

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import Facts
from service.methodology.shape.sourcing import Factor, ModelRule, ObjectionRule, SourcingRules
from service.methodology.shape.texts import Texts
from service.model.answer.sourcing import Contribution, Objection
from service.model.answer.trace import TraceRule
from service.model.codes import MODELS, Model

TENTHS = 10
_LANE = 16
_BIAS = 1 << (_LANE - 2)
_UNPACK = struct.Struct(f"<{len(MODELS)}H")
_MIDDLE = sum(_BIAS << _LANE * i for i in range(len(MODELS)))
POSITION: dict[Model, int] = {model: i for i, model in enumerate(MODELS)}


class Column(Struct, frozen=True, gc=False):
    """What one fact's value adds to every model: packed tenths, contributions to show, and the trace."""

    packed: int
    contributions: tuple[Contribution | None, ...]
    trace: TraceRule | None


class RankedFit(Struct, frozen=True, gc=False):
    """Raw fits in tenths in table order, the models by fit, and what is held against each.

    ``barred`` are the models that no path may lead to.
    """

    fits: tuple[int, ...]
    order: tuple[int, ...]
    columns: tuple[Column, ...]
    vetoes: dict[int, tuple[Objection, ...]]
    unsound: dict[int, tuple[Objection, ...]]
    barred: frozenset[int]
    objections: tuple[TraceRule, ...]


class RankingModel:
    """Factors, vetoes and soundness rules of a pack, compiled for one language."""

    def __init__(self, rules: SourcingRules, texts: Texts) -> None:
        self.base = _base(rules.models)
        self._factors = tuple((factor.fact, _columns(factor)) for factor in rules.factors)
        against = rules.vetoes + rules.unsound
        self._conditions = Conditions(against=[rule.when for rule in against])
        self._vetoes = len(rules.vetoes)
        self._against = tuple(
            (_objection(rule, texts), tuple(POSITION[m] for m in rule.models), rule.passing, _objected(rule))
            for rule in against
        )

    def columns(self, facts: Facts) -> list[Column]:
        """The columns of every fact that has something to say, the base first."""
        found = [self.base]
        for fact, by_value in self._factors:
            column = by_value.get(facts[fact])
            if column is not None:
                found.append(column)
        return found

    def rank(self, facts: Facts) -> RankedFit:
        """Fits and objections for one set of facts."""
        columns = self.columns(facts)
        fits = unpack(sum(column.packed for column in columns))
        order = sorted(range(len(MODELS)), key=lambda i: -fits[i])
        vetoes: dict[int, tuple[Objection, ...]] = {}
        unsound: dict[int, tuple[Objection, ...]] = {}
        traced = []
        barred: set[int] = set()
        for position in self._conditions.holding(facts)["against"]:
            objection, models, passing, trace = self._against[position]
            kind = vetoes if position < self._vetoes else unsound
            for model in models:
                kind[model] = (*kind.get(model, ()), objection)
            if not passing:
                barred.update(models)
            traced.append(trace)
        return RankedFit(
            fits, tuple(order), tuple(columns), vetoes, unsound, frozenset(barred), tuple(traced)
        )


def unpack(packed: int) -> tuple[int, ...]:
    """The ten sums of a packed total, in tenths; negative sums survive too."""
    lanes = _UNPACK.unpack((packed + _MIDDLE).to_bytes(_UNPACK.size, "little"))
    return tuple(lane - _BIAS for lane in lanes)


def pack_tenths(tenths: Sequence[int]) -> int:
    """Ten numbers as one integer that adds like a vector."""
    return sum(value << _LANE * i for i, value in enumerate(tenths))


def tenths(points: float) -> int:
    """Points as written in a pack, in whole tenths."""
    return round(points * TENTHS)


def _base(rules: Sequence[ModelRule]) -> Column:
    by_model = {rule.model: rule for rule in rules}
    values = [tenths(by_model[model].base) if model in by_model else 0 for model in MODELS]
    shown = tuple(
        Contribution("base", value / TENTHS, by_model[model].claims) if model in by_model else None
        for model, value in zip(MODELS, values, strict=True)
    )
    return Column(pack_tenths(values), shown, None)


def _columns(factor: Factor) -> dict[str, Column]:
    name = factor.id.removeprefix("factor.")
    columns = {}
    for value, row in factor.points.items():
        values = [tenths(row.get(model, 0)) for model in MODELS]
        shown = tuple(Contribution(name, v / TENTHS, factor.claims) if v else None for v in values)
        did = ", ".join(f"{model} {v / TENTHS:+}" for model, v in zip(MODELS, values, strict=True) if v)
        trace = TraceRule(factor.id, {factor.fact: value}, did, factor.claims)
        columns[value] = Column(pack_tenths(values), shown, trace)
    return columns


def _objection(rule: ObjectionRule, texts: Texts) -> Objection:
    kind, _, name = rule.id.partition(".")
    words = texts.vetoes if kind == "veto" else texts.unsound
    return Objection(rule.id, words[name], rule.claims)


def _objected(rule: ObjectionRule) -> TraceRule:
    read = {fact: " or ".join(values) for fact, values in rule.when.items()}
    kind = "vetoed" if rule.id.startswith("veto.") else "not sound"
    return TraceRule(rule.id, read, f"{', '.join(rule.models)}: {kind}", rule.claims)
