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
from service.engine.policies.trace_wording import TraceWording, alternatives
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


class Column(Struct, frozen=True, gc=False):
    """What one value of a fact adds to every model: packed tenths, contributions and trace.

    ``contributions`` has None for a model that gets no points; ``trace`` is None for the base.
    """

    packed: int
    contributions: tuple[Contribution | None, ...]
    trace: TraceRule | None


class CompiledObjection(Struct, frozen=True, kw_only=True, gc=False):
    """A veto or soundness rule compiled; ``models`` are positions in ``MODELS``."""

    objection: Objection
    models: tuple[int, ...]
    is_veto: bool
    passing: bool
    trace: TraceRule


class Ranking(Struct, frozen=True, kw_only=True, gc=False):
    """The models ranked; they are named by their positions in ``MODELS``.

    ``fits`` are tenths of a point, one a model. ``order`` lists the models by falling fit, equal ones in the
    order of ``MODELS``. ``vetoes`` and ``unsound`` give the objections to a model, ``barred`` the models with
    an objection that time does not lift: no path may lead to them. ``objections`` are the positions of the
    rules that match, vetoes first.
    """

    fits: tuple[int, ...]
    order: tuple[int, ...]
    columns: tuple[Column, ...]
    vetoes: dict[int, tuple[Objection, ...]]
    unsound: dict[int, tuple[Objection, ...]]
    barred: frozenset[int]
    objections: tuple[int, ...]


class RankingModel:
    """Base fits, factors, vetoes and soundness rules of a pack, compiled for one language."""

    def __init__(self, rules: SourcingRules, texts: Texts, wording: TraceWording) -> None:
        self._base = _base(rules.models)
        self._factors = tuple((factor.fact, _columns(factor, wording)) for factor in rules.factors)
        objections = rules.vetoes + rules.unsound
        self._conditions = Conditions(objections=[rule.when for rule in objections])
        self._objections = tuple(
            CompiledObjection(
                objection=_objection(rule, texts),
                models=tuple(POSITION[model] for model in rule.models),
                is_veto=i < len(rules.vetoes),
                passing=rule.passing,
                trace=_objection_trace(rule, wording),
            )
            for i, rule in enumerate(objections)
        )

    def rank(self, facts: Facts) -> Ranking:
        """Rank the models for one set of facts."""
        columns = self._columns(facts)
        fits = unpack(sum(column.packed for column in columns))
        order = sorted(range(len(MODELS)), key=lambda i: -fits[i])
        vetoes: dict[int, tuple[Objection, ...]] = {}
        unsound: dict[int, tuple[Objection, ...]] = {}
        barred: set[int] = set()
        matching = self._conditions.matching(facts)["objections"]
        for position in matching:
            rule = self._objections[position]
            by_model = vetoes if rule.is_veto else unsound
            for model in rule.models:
                by_model[model] = (*by_model.get(model, ()), rule.objection)
            if not rule.passing:
                barred.update(rule.models)
        return Ranking(
            fits=fits,
            order=tuple(order),
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
    return Column(_pack(values), contributions, None)


def _columns(factor: Factor, wording: TraceWording) -> dict[str, Column]:
    """A factor's column by the value of its fact."""
    name = factor.id.removeprefix("factor.")
    columns = {}
    for value, points in factor.points.items():
        values = [tenths(points.get(model, 0)) for model in MODELS]
        contributions = tuple(Contribution(name, v / TENTHS, factor.claims) if v else None for v in values)
        gains = {model: v / TENTHS for model, v in zip(MODELS, values, strict=True) if v}
        trace = TraceRule(factor.id, {factor.fact: value}, wording.gains(gains), factor.claims)
        columns[value] = Column(_pack(values), contributions, trace)
    return columns


def _objection(rule: ObjectionRule, texts: Texts) -> Objection:
    kind, _, name = rule.id.partition(".")
    words = texts.vetoes if kind == "veto" else texts.unsound
    return Objection("veto" if kind == "veto" else "unsound", rule.id, words[name], rule.claims)


def _objection_trace(rule: ObjectionRule, wording: TraceWording) -> TraceRule:
    is_veto = rule.id.startswith("veto.")
    return TraceRule(
        rule.id, alternatives(rule.when), wording.objects(rule.models, is_veto=is_veto), rule.claims
    )
