"""The ranking as numbers: organisations as rows of ones and zeros, weights as one column for each model.

A weight belongs to a value of a fact, such as four or five channels. Fits are the base plus the sum of the
weights of the values that hold; which models are open does not depend on weights. Arrays are in the order of
``Weights.values`` and of ``MODELS``.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from service.engine import compile_pack
from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.methodology.load import Pack
from service.methodology.vocabulary import VALUES
from service.model.codes import MODELS
from service.model.profile import Profile

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Positions = NDArray[np.intp]
_CLOSED = -1e9


class Weights(Struct, frozen=True, kw_only=True):
    """Every factor with the values of its fact, and the points of each value for each model.

    ``spans`` gives by factor the first and the last but one position of its values.
    """

    values: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    points: Array
    base: Array


def weights_of(pack: Pack) -> Weights:
    """The weights that a pack states; a value without points has zeros."""
    rules = pack.rules.sourcing
    bands = {band.id.removeprefix("band."): tuple(band.names) for band in rules.bands}
    values: list[tuple[str, str]] = []
    spans = []
    rows = []
    for factor in rules.factors:
        names = bands.get(factor.fact) or VALUES[factor.fact]
        spans.append((len(values), len(values) + len(names)))
        values += [(factor.id.removeprefix("factor."), name) for name in names]
        rows += [[factor.points.get(name, {}).get(model, 0.0) for model in MODELS] for name in names]
    by_model = {rule.model: rule.base for rule in rules.models}
    return Weights(
        values=tuple(values),
        facts=tuple(factor.fact for factor in rules.factors),
        spans=tuple(spans),
        points=np.array(rows),
        base=np.array([by_model[model] for model in MODELS]),
    )


class Organisations(Struct, frozen=True):
    """Organisations whose facts are known: a row for each, and which models are open to it."""

    rows: Array
    open_to: Flags

    @staticmethod
    def joined(parts: Sequence["Organisations"]) -> "Organisations":
        """Several sets of organisations as one."""
        return Organisations(
            np.concatenate([part.rows for part in parts]), np.concatenate([part.open_to for part in parts])
        )

    def some(self, positions: Positions) -> "Organisations":
        """The organisations at some positions."""
        return Organisations(self.rows[positions], self.open_to[positions])

    def __len__(self) -> int:
        return len(self.rows)

    def fits(self, points: Array, base: Array) -> Array:
        """The fit of each model for each organisation."""
        fits: Array = base + self.rows @ points
        return fits

    def recommended(self, points: Array, base: Array) -> Positions:
        """The position of the model recommended to each."""
        fits = np.round(self.fits(points, base), 2)
        chosen: Positions = np.where(self.open_to, fits, _CLOSED).argmax(axis=1)
        return chosen


def read_organisations(
    compiled: CompiledPack, weights: Weights, profiles: Iterable[Profile]
) -> Organisations:
    """Read the facts of profiles by the pack's rules."""
    decisions = [decide(compiled, profile) for profile in profiles]
    return Organisations(
        np.array([_row(weights, decision) for decision in decisions]),
        np.array([_open(decision) for decision in decisions]),
    )


def compiled_pack(pack: Pack) -> CompiledPack:
    """The pack compiled in one language: words do not matter here."""
    return compile_pack(pack, "en")


def centred(weights: Weights, points: Array, shares: Array) -> Array:
    """Points shifted so that each factor averages zero for each model.

    ``shares`` is how often each value holds among those of its fact that are known. A fact that is not known
    adds nothing; so silence counts as the average answer and speaks for nobody.
    """
    shifted = points.copy()
    for first, last in weights.spans:
        shifted[first:last] -= shares[first:last] @ points[first:last]
    return shifted


def shares_of(weights: Weights, organisations: Organisations) -> Array:
    """How often each value holds among those of its fact that are known."""
    shares: Array = organisations.rows.sum(axis=0)
    for first, last in weights.spans:
        shares[first:last] /= max(1.0, shares[first:last].sum())
    return shares


def _row(weights: Weights, decision: Decision) -> Array:
    row = np.zeros(len(weights.values))
    for fact, (first, last) in zip(weights.facts, weights.spans, strict=True):
        row[first:last] = [decision.facts[fact] == value for _, value in weights.values[first:last]]
    return row


def _open(decision: Decision) -> list[bool]:
    """The models to choose from: the acceptable ones within the budget, else the one that is cheapest."""
    choice = decision.choice
    candidates = choice.candidates or (choice.position,)
    return [i in candidates for i in range(len(MODELS))]
