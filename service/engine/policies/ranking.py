"""Ranks the ten sourcing models by fit: a base plus the points of every known fact, in tenths of a point.

Tenths are whole numbers, so that sums are exact. The points of one fact for all ten models are packed into
one integer, sixteen bits a model, so that adding a fact is one addition. The pack's check proves that every
sum stays within sixteen bits and within 0 to 100 points.
"""

import struct
from collections.abc import Sequence

from msgspec import Struct

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import Facts
from service.engine.policies.trace_wording import TraceWording, alternatives, applied
from service.methodology.shape.sourcing import Factor, ModelRule, ObjectionRule, SourcingRules
from service.methodology.shape.texts import Texts
from service.model.answer.sourcing import Contribution, Objection
from service.model.answer.trace import TraceRule
from service.model.codes import MODELS, Model

TENTHS = 10
_BITS_PER_MODEL = 16
# Added to every sum before unpacking, so that negative sums do not borrow from the next model's bits.
_BIAS = 1 << (_BITS_PER_MODEL - 2)
_PACKED_BIAS = sum(_BIAS << _BITS_PER_MODEL * i for i in range(len(MODELS)))
_UNPACK = struct.Struct(f"<{len(MODELS)}H")
POSITION: dict[Model, int] = {model: i for i, model in enumerate(MODELS)}


class Column(Struct, frozen=True, kw_only=True, gc=False):
    """What one value of a fact, or the base, adds to every model: tenths of a point, also packed in one.

    ``factor`` and ``claims`` say what adds them. ``contributions`` has None for a model that gets no points;
    ``trace`` is None for the base.
    """

    factor: str
    claims: tuple[str, ...]
    tenths: tuple[int, ...]
    packed: int
    contributions: tuple[Contribution | None, ...]
    trace: TraceRule | None


class CompiledObjection(Struct, frozen=True, kw_only=True, gc=False):
    """A veto or soundness rule compiled; ``models`` are positions in ``MODELS``."""

    models: tuple[int, ...]
    is_veto: bool
    passing: bool
    trace: TraceRule


class Ranking(Struct, frozen=True, kw_only=True, gc=False):
    """The models ranked; they are named by their positions in ``MODELS``.

    ``fits`` are tenths of a point, one a model. ``vetoes`` and ``unsound`` give the objections to a model by
    their positions among the vetoes and soundness rules, ``barred`` the models with an objection that time
    does not lift: no path may lead to them. ``objections`` are the positions of all rules that match, vetoes
    first.
    """

    fits: tuple[int, ...]
    columns: tuple[Column, ...]
    vetoes: dict[int, tuple[int, ...]]
    unsound: dict[int, tuple[int, ...]]
    barred: frozenset[int]
    objections: tuple[int, ...]


class RankingModel:
    """Base fits, factors, vetoes and soundness rules of a pack, their traces in one language."""

    def __init__(self, rules: SourcingRules, wording: TraceWording) -> None:
        self._base = _base(rules.models)
        self._factors = tuple((factor.fact, _columns(factor, wording)) for factor in rules.factors)
        objections = rules.vetoes + rules.unsound
        self._conditions = Conditions(objections=[rule.when for rule in objections])
        self._objections = tuple(
            CompiledObjection(
                models=tuple(POSITION[model] for model in rule.models),
                is_veto=i < len(rules.vetoes),
                passing=rule.passing,
                trace=_objection_trace(rule, wording),
            )
            for i, rule in enumerate(objections)
        )

    def rank(self, facts: Facts, stated_facts: Facts) -> Ranking:
        """Rank the models by the facts; objections rest on stated ones alone."""
        columns = self._columns(facts)
        fits = unpack(sum(column.packed for column in columns))
        vetoes: dict[int, tuple[int, ...]] = {}
        unsound: dict[int, tuple[int, ...]] = {}
        barred: set[int] = set()
        matching = self._conditions.matching(stated_facts)["objections"]
        for position in matching:
            rule = self._objections[position]
            by_model = vetoes if rule.is_veto else unsound
            for model in rule.models:
                by_model[model] = (*by_model.get(model, ()), position)
            if not rule.passing:
                barred.update(rule.models)
        return Ranking(
            fits=fits,
            columns=tuple(columns),
            vetoes=vetoes,
            unsound=unsound,
            barred=frozenset(barred),
            objections=tuple(matching),
        )

    def objection_traces(self, ranking: Ranking) -> tuple[TraceRule, ...]:
        """The traces of a ranking's objections, in the order of the pack."""
        return tuple(self._objections[position].trace for position in ranking.objections)

    def _columns(self, facts: Facts) -> list[Column]:
        """The base's column, then that of every factor with points for its fact's value."""
        columns = [self._base]
        for fact, by_value in self._factors:
            column = by_value.get(facts[fact])
            if column is not None:
                columns.append(column)
        return columns


def unpack(packed: int) -> tuple[int, ...]:
    """The ten sums of a packed total, in tenths of a point; they may be negative."""
    sums = _UNPACK.unpack((packed + _PACKED_BIAS).to_bytes(_UNPACK.size, "little"))
    return tuple(biased - _BIAS for biased in sums)


def _pack(values: Sequence[int]) -> int:
    """Ten numbers as one integer that adds like a vector."""
    return sum(value << _BITS_PER_MODEL * i for i, value in enumerate(values))


def tenths(points: float) -> int:
    """Points, as written in a pack, in whole tenths."""
    return round(points * TENTHS)


def _base(rules: Sequence[ModelRule]) -> Column:
    by_model = {rule.model: rule for rule in rules}
    values = [tenths(by_model[model].base) if model in by_model else 0 for model in MODELS]
    contributions = tuple(
        Contribution("base", value / TENTHS, by_model[model].claims) if model in by_model else None
        for model, value in zip(MODELS, values, strict=True)
    )
    return Column(
        factor="base",
        claims=(),
        tenths=tuple(values),
        packed=_pack(values),
        contributions=contributions,
        trace=None,
    )


def _columns(factor: Factor, wording: TraceWording) -> dict[str, Column]:
    """A factor's column by the value of its fact."""
    name = factor.id.removeprefix("factor.")
    columns = {}
    for value, points in factor.points.items():
        values = [tenths(points.get(model, 0)) for model in MODELS]
        contributions = tuple(Contribution(name, v / TENTHS, factor.claims) if v else None for v in values)
        gains = {model: v / TENTHS for model, v in zip(MODELS, values, strict=True) if v}
        trace = applied(factor, {factor.fact: value}, wording.gains(gains))
        columns[value] = Column(
            factor=name,
            claims=factor.claims,
            tenths=tuple(values),
            packed=_pack(values),
            contributions=contributions,
            trace=trace,
        )
    return columns


def objections_of(rules: SourcingRules, texts: Texts) -> tuple[Objection, ...]:
    """Every objection in words, in the order of the positions that a ranking names."""
    return tuple(_objection(rule, texts) for rule in rules.vetoes + rules.unsound)


def _objection(rule: ObjectionRule, texts: Texts) -> Objection:
    kind, _, name = rule.id.partition(".")
    words = texts.vetoes if kind == "veto" else texts.unsound
    return Objection("veto" if kind == "veto" else "unsound", rule.id, words[name], rule.claims)


def _objection_trace(rule: ObjectionRule, wording: TraceWording) -> TraceRule:
    is_veto = rule.id.startswith("veto.")
    text = wording.objects(rule.models, is_veto=is_veto)
    return applied(rule, alternatives(rule.when), text)
