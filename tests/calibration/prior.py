"""The weights that claims suggest before any reading, from ``prior.toml``."""

import tomllib
from pathlib import Path

import numpy as np

from service.model.codes import MODELS
from tests.calibration.matrix import Flags, Weights

PRIOR = Path(__file__).with_name("prior.toml")


class Prior(Weights, frozen=True, kw_only=True):
    """Weights with the places that readings alone may fill, and those that they may not move."""

    is_free: Flags
    is_fixed: Flags


def prior_of(weights: Weights) -> Prior:
    """The prior of every weight of a pack; KeyError for a factor of the pack that has none."""
    stated = tomllib.loads(PRIOR.read_text("utf-8"))
    points = [
        [stated[factor].get(value, {}).get(model, 0.0) for model in MODELS]
        for factor, value in weights.values
    ]
    is_fixed = [[factor in stated["fixed"]] * len(MODELS) for factor, _ in weights.values]
    is_free = [[model in stated["free"].get(factor, ()) for model in MODELS] for factor, _ in weights.values]
    return Prior(
        values=weights.values,
        facts=weights.facts,
        spans=weights.spans,
        points=np.array(points),
        base=np.full(len(MODELS), stated["base"]),
        is_free=np.array(is_free),
        is_fixed=np.array(is_fixed),
    )
