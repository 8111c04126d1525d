"""How strategic community management is, 0 to 100: three criteria, added by rank.

The point is computed over the criteria answered; the interval lets the others range from 0 to 4. Where the
two ends fall in different bands, the answer is provisional.
"""

from collections.abc import Sequence

from msgspec import Struct

from service.engine.facts.profile_facts import STRATEGY
from service.methodology.shape.ladder import ImportanceRules
from service.model.codes import BANDS, CRITERIA, Band, CriterionKey
from service.model.profile import Strategy

_TOP = 4


class Criterion(Struct, frozen=True, gc=False):
    """A criterion as answered: its value, the range it may still take, and the points it adds."""

    key: CriterionKey
    value: int | None
    low: int
    high: int
    points: int | None
    most: int


class ImportanceResult(Struct, frozen=True, gc=False):
    """The score, its interval and its bands; score and band are None without any criterion."""

    criteria: tuple[Criterion, ...]
    score: int | None
    low: int
    high: int
    band: Band | None
    low_band: Band
    high_band: Band


class ImportanceModel:
    """The criteria of a pack, compiled."""

    def __init__(self, rules: ImportanceRules) -> None:
        self._points = rules.points
        self._in_use = frozenset(rule.key for rule in rules.criteria)
        self._known: dict[Strategy, ImportanceResult] = {}
        self._edges = tuple((rules.bands[band], band) for band in reversed(BANDS))

    def assess(self, strategy: Strategy | None) -> ImportanceResult:
        """Importance from the strategy block of a profile; there are 648 blocks, each worked out once."""
        stated = strategy or STRATEGY
        result = self._known.get(stated)
        if result is None:
            result = self._known[stated] = self._assess(stated)
        return result

    def _assess(self, strategy: Strategy) -> ImportanceResult:
        ranges = [_range(strategy, key) if key in self._in_use else (None, 0, _TOP) for key in CRITERIA]
        values = [value for value, _, _ in ranges]
        shares, score = self._shares(values)
        low = self._total([low for _, low, _ in ranges])
        high = self._total([high for _, _, high in ranges])
        criteria = tuple(
            Criterion(key, *span, *share) for key, span, share in zip(CRITERIA, ranges, shares, strict=True)
        )
        band = None if score is None else self.band(score)
        return ImportanceResult(criteria, score, low, high, band, self.band(low), self.band(high))

    def band(self, score: int) -> Band:
        """The band that a score falls in."""
        return next(band for least, band in self._edges if score >= least)

    def _total(self, values: Sequence[int]) -> int:
        table = self._points[len(values) - 1]
        return sum(row[value] for row, value in zip(table, sorted(values, reverse=True), strict=True))

    def _shares(self, values: Sequence[int | None]) -> tuple[list[tuple[int | None, int]], int | None]:
        """What each criterion adds and could add at its rank; ties rank in the order of the criteria."""
        answered = [i for i, value in enumerate(values) if value is not None]
        if not answered:
            return [(None, self._points[-1][0][_TOP])] * len(values), None
        table = self._points[len(answered) - 1]
        shares: list[tuple[int | None, int]] = [(None, table[0][_TOP])] * len(values)
        score = 0
        for row, i in zip(table, sorted(answered, key=lambda i: -(values[i] or 0)), strict=True):
            points = row[values[i] or 0]
            shares[i] = (points, row[_TOP])
            score += points
        return shares, score


def _range(strategy: Strategy, key: CriterionKey) -> tuple[int | None, int, int]:
    """A criterion's value, and the least and the most that it may still turn out to be."""
    if key == "web":
        return _web(strategy.web_native, strategy.web_communication_core)
    value: int | None = getattr(strategy, key)
    return (None, 0, _TOP) if value is None else (value, value, value)


def _web(native: int | None, core: bool | None) -> tuple[int | None, int, int]:
    """A model born on the web, or web communication as the core business: either answers it.

    A core business settles it at the top. Without that answer the criterion may still rise, and a core
    business denied says nothing of how the model was born.
    """
    if core:
        return _TOP, _TOP, _TOP
    if native is None:
        return None, 0, _TOP
    return native, native, native if core is False else _TOP
