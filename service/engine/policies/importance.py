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

    @property
    def is_inferred(self) -> bool:
        """Whether a form deduced the value: a stated one leaves no range."""
        return self.value is not None and self.low != self.high


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
        self._cache: dict[object, ImportanceResult] = {}
        cutoffs = {rule.band: rule.score for rule in rules.cutoffs} | {BANDS[0]: 0}
        self._edges = tuple((cutoffs[band], band) for band in reversed(BANDS) if band in cutoffs)

    def assess(self, answers: ImportanceAnswers | None, stated: ImportanceAnswers | None) -> ImportanceResult:
        """Importance from that block of a profile, of which what is not in ``stated`` was inferred.

        Cached, as there are only 648 different blocks, each with at most 16 choices of what was inferred.
        """
        whole = answers or IMPORTANCE
        key = whole if stated is answers else (whole, stated or IMPORTANCE)
        result = self._cache.get(key)
        if result is None:
            result = self._cache[key] = self._assess(whole, stated or IMPORTANCE)
        return result

    def _assess(self, answers: ImportanceAnswers, stated: ImportanceAnswers) -> ImportanceResult:
        unused = _Range(None, 0, _TOP)
        ranges = [_range(stated, key) if key in self._in_use else unused for key in CRITERIA]
        if answers != stated and any(criterion.value is not None for criterion in ranges):
            # Nothing but inferred answers is no evidence; beside stated ones they move the point.
            ranges = [
                known if known.value is not None else _Range(_range(answers, key).value, 0, _TOP)
                for known, key in zip(ranges, CRITERIA, strict=True)
            ]
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

    They are one criterion, which either answers: a core business counts as the top, and one whose core it is
    not as far as it was born on the web, not at all where that is left out.
    """
    if native is None and core is None:
        return _Range(None, 0, _TOP)
    value = _TOP if core else native or 0
    return _Range(value, value, value)
