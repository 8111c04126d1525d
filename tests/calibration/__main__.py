"""Prints what the weights of the pack are worth; with ``--fit``, fits them and writes them instead."""

import sys
from itertools import islice
from pathlib import Path

import numpy as np

from service.application.synthesis.plausible import plausible
from service.engine.core import decide
from service.methodology.load import load_pack
from service.model.codes import MODELS
from tests.calibration import report
from tests.calibration.fit import Readings, fitted, joined
from tests.calibration.matrix import (
    Array,
    compiled_pack,
    read_organisations,
    weights_of,
)
from tests.calibration.organisations import read_kept, read_several, read_single
from tests.calibration.pack import on_the_grain, with_weights, within_bounds
from tests.calibration.prior import Prior, prior_of

VERSION = "v2026.1"
FOLDER = Path(__file__).parents[2] / "service/methodology/packs" / VERSION
SOURCING = FOLDER / "sourcing.toml"
SEED = 2026
PLAUSIBLE = 2000
SPREAD = 10_000
BLANKS = (0.1, 0.2, 0.3)


class Calibration:
    """The pack of a version with everything that its weights are fitted to and judged by."""

    def __init__(self) -> None:
        pack = load_pack(FOLDER)
        self.compiled = compiled_pack(pack)
        self.weights = weights_of(pack)
        self.prior: Prior = prior_of(self.weights)
        self.several: Readings = read_several(self.compiled, self.weights)
        self.single: Readings = read_single(self.compiled, self.weights)
        self.kept: Readings = read_kept(self.compiled, self.weights)
        self.usual = read_organisations(self.compiled, self.weights, islice(plausible(SEED), PLAUSIBLE))

    def fit(self) -> tuple[Array, Array]:
        """Points and base fitted to all readings, on the grain of the pack."""
        points, base = fitted(joined(self.several, self.single, self.kept), self.prior, self.usual)
        points, base = within_bounds(self.weights, points, base)
        return on_the_grain(points), on_the_grain(base)

    def print_agreement(self) -> None:
        """Print how the advice agrees with readings: as it is, shrunk, and told from the other half."""
        points, base = self.weights.points, self.weights.base
        for name, readings in (("several", self.several), ("single", self.single), ("kept", self.kept)):
            accepted, refused = readings.scores(points, base)
            count = len(readings.counts)
            print(f"{name:8} {count:4}: accepted {accepted:.3f}, refused {refused:.3f}")
            mean, worst = report.under_shrinkings(readings, points, base)
            print(f"              under {report.SHRINKINGS} shrinkings: mean {mean:.3f}, worst {worst:.3f}")
        for name, readings, others in (
            ("several", self.several, joined(self.single, self.kept)),
            ("several alone", self.several, self.kept),
            ("single", self.single, self.kept),
        ):
            halves = list(report.on_the_other_half(readings, others, self.prior, self.usual))
            accepted, refused = np.mean(halves, axis=0)
            worst = min(half[0] for half in halves)
            print(
                f"{name}, told from the other half: {accepted:.3f}, worst {worst:.3f}; refused {refused:.3f}"
            )

    def print_practice(self) -> None:
        """Print where published cases rank, what silence does, and how the advice spreads."""
        ranks = report.ranks_of_published(self.compiled)
        places = [rank for _, rank in ranks]
        first, third = places.count(1), sum(rank <= 3 for rank in places)
        print(f"published {len(ranks)}: first {first}, in three {third}, mean {np.mean(places):.2f}")
        print("  ", ", ".join(f"{name} {rank}" for name, rank in ranks))
        for share in BLANKS:
            changed, outwards, inwards = report.moved_by_silence(self.compiled, share, PLAUSIBLE, SEED)
            print(f"{share:.0%} left blank: changed {changed:.3f}, out {outwards:.3f}, in {inwards:.3f}")
        decisions = [decide(self.compiled, profile) for profile in islice(plausible(SEED), SPREAD)]
        for model in MODELS:
            print(f"{model:28} {sum(d.recommended == model for d in decisions) / SPREAD:.1%}")
        for grouping in report.GROUPINGS:
            for name, (count, kinds) in report.shares_by(decisions, grouping).items():
                print(f"{name:16} {count:6}", *(f"{kind} {share:.0%}" for kind, share in kinds.items()))


def main(arguments: list[str]) -> None:
    """Report, or fit where asked to."""
    calibration = Calibration()
    if arguments == ["--fit"]:
        points, base = calibration.fit()
        text = SOURCING.read_text("utf-8")
        SOURCING.write_text(with_weights(text, calibration.weights, points, base), "utf-8")
    else:
        calibration.print_agreement()
        calibration.print_practice()


if __name__ == "__main__":
    main(sys.argv[1:])
