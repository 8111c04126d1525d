"""The strategic importance of community management, 0 to 100: points of three criteria, by their rank.

The score is computed from the criteria answered; the interval lets each other criterion range from 0 to 4.
The result is provisional where the ends of the interval fall in different bands.
"""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from service.engine.facts.profile_facts import IMPORTANCE
from service.methodology.shape.ladder import ImportanceRules
from service.model.codes import BANDS, CRITERIA, Band, Criterion, Status
from service.model.profile import ImportanceAnswers

_TOP = 4


class _Range(NamedTuple):
    """A criterion's value, None when unanswered, and the least and greatest that it may turn out to be."""

    value: int | None
    low: int
    high: int


class _Share(NamedTuple):
    """The points that a criterion adds at its rank, None when unanswered, and the most it could add there."""

    points: int | None
    most: int


class CriterionResult(Struct, frozen=True, kw_only=True, gc=False):
    """A criterion as answered, 0 to 4: value, possible range, and points added of the most possible."""

    key: Criterion
    value: int | None
    low: int
    high: int
    points: int | None
    most: int


class ImportanceResult(Struct, frozen=True, kw_only=True, gc=False):
    """Score and interval, 0 to 100, with their bands; score and band are None without any answer."""

    criteria: tuple[CriterionResult, ...]
    score: int | None
    low: int
    high: int
    band: Band | None
    low_band: Band
    high_band: Band

    @property
    def status(self) -> Status:
        """Whether the band is known: no answer to an open question can change one that is ``assessed``."""
        if self.band is None:
            return "insufficient_evidence"
        return "assessed" if self.low_band == self.high_band else "provisional"


class ImportanceModel:
    """The importance criteria of a pack, compiled."""

    def __init__(self, rules: ImportanceRules) -> None:
        points = {rule.answered: rule.rows for rule in rules.points}
        # Without a rule for so many criteria answered, they add nothing.
        self._points = tuple(
            points.get(answered, ((0,) * (_TOP + 1),) * answered) for answered in range(1, len(CRITERIA) + 1)
        )
        self._in_use = frozenset(rule.key for rule in rules.criteria)
        self._cache: dict[ImportanceAnswers, ImportanceResult] = {}
        cutoffs = {rule.band: rule.score for rule in rules.cutoffs} | {BANDS[0]: 0}
        self._edges = tuple((cutoffs[band], band) for band in reversed(BANDS) if band in cutoffs)

    def assess(self, stated: ImportanceAnswers | None) -> ImportanceResult:
        """Importance from that block of a profile; cached, as there are only 648 different blocks."""
        answers = stated or IMPORTANCE
        result = self._cache.get(answers)
        if result is None:
            result = self._cache[answers] = self._assess(answers)
        return result

    def _assess(self, answers: ImportanceAnswers) -> ImportanceResult:
        unused = _Range(None, 0, _TOP)
        ranges = [_range(answers, key) if key in self._in_use else unused for key in CRITERIA]
        shares, score = self._shares([criterion.value for criterion in ranges])
        low = self._total([criterion.low for criterion in ranges])
        high = self._total([criterion.high for criterion in ranges])
        return ImportanceResult(
            criteria=tuple(
                CriterionResult(key=key, **span._asdict(), **share._asdict())
                for key, span, share in zip(CRITERIA, ranges, shares, strict=True)
            ),
            score=score,
            low=low,
            high=high,
            band=None if score is None else self._band(score),
            low_band=self._band(low),
            high_band=self._band(high),
        )

    def _band(self, score: int) -> Band:
        return next(band for edge, band in self._edges if score >= edge)

    def _total(self, values: Sequence[int]) -> int:
        table = self._points[len(values) - 1]
        return sum(row[value] for row, value in zip(table, sorted(values, reverse=True), strict=True))

    def _shares(self, values: Sequence[int | None]) -> tuple[list[_Share], int | None]:
        """Each criterion's share, and their sum; equal values rank in the order of the criteria."""
        answered = [i for i, value in enumerate(values) if value is not None]
        if not answered:
            return [_Share(None, self._points[-1][0][_TOP])] * len(values), None
        table = self._points[len(answered) - 1]
        shares = [_Share(None, table[0][_TOP])] * len(values)
        score = 0
        for row, i in zip(table, sorted(answered, key=lambda i: -(values[i] or 0)), strict=True):
            points = row[values[i] or 0]
            shares[i] = _Share(points, row[_TOP])
            score += points
        return shares, score


def _range(answers: ImportanceAnswers, key: Criterion) -> _Range:
    if key == "web":
        return _web_range(answers.web_native, answers.web_communication_core)
    value: int | None = getattr(answers, key)
    return _Range(None, 0, _TOP) if value is None else _Range(value, value, value)


def _web_range(native: int | None, core: bool | None) -> _Range:
    """The web criterion: how far the business was born on the web, or web communication as its core.

    A core business counts as the top. While that question is open the criterion may still rise to the top. A
    no to it does not answer how far the business was born on the web.
    """
    if core:
        return _Range(_TOP, _TOP, _TOP)
    if native is None:
        return _Range(None, 0, _TOP)
    return _Range(native, native, native if core is False else _TOP)
