"""Fits the weights of the ranking to readings of the sources, close to what the claims say.

``prior.toml`` states by claims, before any reading, the sign and the rough size of each weight. Its signs are
kept, and so is the order of a fact's values; what it leaves at zero stays without weight, unless it is named
there as free. Within that, weights move so that a choice by chance, the likelier the higher a fit, would fall
on a model that readings accept: the likelihood of a multinomial choice, at a price for moving away from the
prior. The average of the later steps is kept, so that no single case decides.
"""

import numpy as np
from msgspec import Struct

from service.model.codes import MODELS
from tests.calibration.matrix import Array, Organisations, Positions, centred, shares_of
from tests.calibration.prior import Prior

# By so many points one model must lead another to be chosen e times as often.
SCALE = 4.0
# The share of an organisation's weight that goes to the models that readings put first, not to all accepted.
TO_THE_BEST = 0.4
# A model that most readings refuse is held back as if its fit were this much higher, in units of SCALE.
REFUSED_NEARER = 1.5
# No model wins everywhere: of plausible organisations none gets more, and hardly any less, than these shares.
MOST, LEAST = 0.26, 0.025
SPREADING = 40.0
# What a claim speaks of keeps at least this share of its prior.
LEAST_OF_PRIOR = 0.25
PRICE = 0.05
PRICE_OF_BASE = 0.0015
STEPS = 500
RATE = 0.08
_USUAL_NUMBER = 48
_FAR = 1e9


class Readings(Struct, frozen=True, kw_only=True):
    """Organisations with the shares of readings that accept, prefer and refuse each model.

    ``counts`` is what each organisation counts for.
    """

    organisations: Organisations
    accepted: Array
    best: Array
    refused: Array
    counts: Array

    def some(self, positions: Positions) -> "Readings":
        """The readings at some positions."""
        return Readings(
            organisations=self.organisations.some(positions),
            accepted=self.accepted[positions],
            best=self.best[positions],
            refused=self.refused[positions],
            counts=self.counts[positions],
        )

    def scores(self, points: Array, base: Array) -> tuple[float, float]:
        """The shares of organisations whose recommendation most readings accept, and refuse."""
        chosen = self.organisations.recommended(points, base)
        rows = np.arange(len(chosen))
        return (
            float((self.accepted[rows, chosen] > 0.5).mean()),
            float((self.refused[rows, chosen] > 0.5).mean()),
        )


def joined(*parts: Readings) -> Readings:
    """Several sets of readings as one."""
    return Readings(
        organisations=Organisations.joined([part.organisations for part in parts]),
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("accepted", "best", "refused", "counts")
        },
    )


def fitted(readings: Readings, prior: Prior, usual: Organisations) -> tuple[Array, Array]:
    """Points and base fitted to readings.

    Over the ``usual`` organisations each factor averages zero, and no model is recommended too often.
    """
    shares = shares_of(prior, usual)
    points, base = prior.points.copy(), prior.base.copy()
    point_sum, base_sum = np.zeros_like(points), np.zeros_like(base)
    kept = 0
    pull = _USUAL_NUMBER / len(readings.organisations)
    for step in range(STEPS):
        now = centred(prior, points, shares)
        errors = _errors(readings, now, base)
        gradient = _uncentred(prior, readings.organisations.rows.T @ errors, shares)
        rate = RATE * (1 - 0.7 * step / STEPS)
        points = points - rate * (gradient * pull + PRICE * (points - prior.points))
        base_errors = errors.sum(axis=0) * pull + SPREADING * _excess(usual, now, base)
        base = base - rate * (base_errors + PRICE_OF_BASE * (base - prior.base))
        if step % 5 == 0:
            points = _allowed(points, prior)
        if step > 0.6 * STEPS:
            point_sum, base_sum, kept = point_sum + points, base_sum + base, kept + 1
    return centred(prior, _allowed(point_sum / kept, prior), shares), base_sum / kept


def _errors(readings: Readings, points: Array, base: Array) -> Array:
    """By organisation and model: negative where a fit should rise, positive where it should fall."""
    open_to = readings.organisations.open_to
    fits = readings.organisations.fits(points, base) / SCALE
    fits = np.where(open_to, fits + REFUSED_NEARER * (readings.refused > 0.5), -_FAR)
    chance = np.exp(fits - fits.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    merit = np.where(readings.accepted > 0.5, 1 - TO_THE_BEST + TO_THE_BEST * readings.best, 0.0)
    wanted = chance * merit
    total = wanted.sum(axis=1, keepdims=True)
    # Where no accepted model is open, there is nothing to learn.
    can_learn = total > 0
    wanted = np.divide(wanted, total, out=np.zeros_like(wanted), where=can_learn)
    errors: Array = np.where(can_learn, (chance - wanted) * readings.counts[:, None], 0.0)
    return errors


def _excess(usual: Organisations, points: Array, base: Array) -> Array:
    """By model, how far its share of recommendations lies above the most, or below the least (negative)."""
    chosen = usual.recommended(points, base)
    shares = np.bincount(chosen, minlength=len(base)) / len(chosen)
    # What only the poorest can do is no model for many.
    least = np.where(np.arange(len(base)) == MODELS.index("shared_internal_role"), 0.0, LEAST)
    excess: Array = (shares - MOST).clip(min=0) + (shares - least).clip(max=0)
    return excess


def _uncentred(prior: Prior, gradient: Array, shares: Array) -> Array:
    """The gradient by points before they are centred."""
    result = gradient.copy()
    for first, last in prior.spans:
        result[first:last] -= np.outer(shares[first:last], gradient[first:last].sum(axis=0))
    return result


def _allowed(points: Array, prior: Prior) -> Array:
    """The nearest points that keep the signs and the orders of the prior."""
    least = LEAST_OF_PRIOR * prior.points
    kept = np.where(prior.points > 0, np.maximum(points, least), np.minimum(points, least))
    kept = np.where(prior.points == 0, np.where(prior.is_free, points, 0.0), kept)
    kept = np.where(prior.is_fixed, prior.points, kept)
    for first, last in prior.spans:
        for model in range(kept.shape[1]):
            steps = np.diff(prior.points[first:last, model])
            if last - first > 2 and steps.any() and ((steps >= 0).all() or (steps <= 0).all()):
                kept[first:last, model] = _ordered(kept[first:last, model], rising=steps.max() > 0)
    return kept


def _ordered(values: Array, *, rising: bool) -> Array:
    """The nearest values that only rise (or only fall), by pooling neighbours that violate the order."""
    pools: list[tuple[float, int]] = []
    for value in values if rising else -values:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (after, n_after), (before, n_before) = pools.pop(), pools.pop()
            size = n_after + n_before
            pools.append(((after * n_after + before * n_before) / size, size))
    ordered = np.concatenate([np.full(size, value) for value, size in pools])
    return ordered if rising else -ordered
