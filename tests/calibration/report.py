"""What the weights of a pack are worth: agreement, generalisation, published cases, silence, shares."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

import msgspec
import numpy as np

from service.application.synthesis.plausible import plausible
from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.methodology.vocabulary import UNKNOWN
from service.model.codes import MODELS, Model
from service.model.profile import Profile
from tests.calibration.fit import Readings, fitted, joined
from tests.calibration.matrix import Array, Organisations
from tests.calibration.organisations import published_cases
from tests.calibration.prior import Prior

HALVES, HALVES_SEED = 5, 0
SHRINKINGS, SHRUNK_FROM, SHRINKINGS_SEED = 40, 0.7, 1
BLANK_SEED = 9
_SKIPPED = ("organisation", "context", "provider")
OUTSIDE = ("full_outsourcing", "partial_outsourcing", "expert_partner", "low_cost_provider")
MIXED = ("hybrid", "supported_internalisation")


def under_shrinkings(readings: Readings, points: Array, base: Array) -> tuple[float, float]:
    """Mean and worst share accepted when every weight is multiplied by a number of its own from 0.7 to 1."""
    rng = np.random.default_rng(SHRINKINGS_SEED)
    accepted = [
        readings.scores(points * rng.uniform(SHRUNK_FROM, 1, points.shape), base)[0]
        for _ in range(SHRINKINGS)
    ]
    return float(np.mean(accepted)), min(accepted)


def on_the_other_half(
    readings: Readings, others: Readings, prior: Prior, usual: Organisations
) -> Iterator[tuple[float, float]]:
    """Shares accepted and refused in one half of the readings, with weights fitted to the other half.

    ``others`` are fitted to as well, whole.
    """
    for seed in range(HALVES_SEED, HALVES_SEED + HALVES):
        order = np.array(Random(seed).sample(range(len(readings.counts)), len(readings.counts)))
        half = len(order) // 2
        for told, fit_to in ((order[:half], order[half:]), (order[half:], order[:half])):
            points, base = fitted(joined(readings.some(fit_to), others), prior, usual)
            yield readings.some(told).scores(points, base)


def ranks_of_published(compiled: CompiledPack) -> list[tuple[str, int]]:
    """By published case that went well, the rank of the best placed of the models chosen there."""
    ranks = []
    for case in published_cases():
        if case["result"] != "bad":
            decision = decide(compiled, msgspec.convert(case["profile"], Profile))
            ranks.append((case["id"], _rank(decision, case["chosen"])))
    return ranks


def _rank(decision: Decision, chosen: Sequence[Model]) -> int:
    ranking = decision.ranking
    order = sorted(decision.choice.order, key=lambda i: i in ranking.vetoes or i in ranking.unsound)
    return 1 + min(order.index(MODELS.index(model)) for model in chosen)


def moved_by_silence(
    compiled: CompiledPack, share: float, count: int, seed: int
) -> tuple[float, float, float]:
    """Shares of organisations whose advice changes, moves out, moves in, with answers left blank."""
    rng = Random(BLANK_SEED)
    changed = outwards = inwards = 0
    for profile in islice(plausible(seed), count):
        whole = decide(compiled, profile).recommended
        blanked = decide(compiled, with_blanks(profile, share, rng)).recommended
        if whole is None or blanked is None:
            continue
        changed += whole != blanked
        outwards += outside_share(compiled, blanked) > outside_share(compiled, whole)
        inwards += outside_share(compiled, blanked) < outside_share(compiled, whole)
    return changed / count, outwards / count, inwards / count


def outside_share(compiled: CompiledPack, model: Model) -> int:
    """How much of the work a model buys, 0 to 4."""
    return next(rule.outside_share for rule in compiled.pack.rules.sourcing.models if rule.model == model)


def with_blanks(profile: Profile, share: float, rng: Random) -> Profile:
    """The profile with a share of its answers left out; what the organisation is stays."""
    fields: dict[str, Any] = msgspec.to_builtins(profile)
    for block, answers in fields.items():
        if block not in _SKIPPED and answers:
            for name in sorted(answers):
                if answers[name] is not None and rng.random() < share:
                    answers[name] = None
    return msgspec.convert(fields, Profile)


def shares_by(decisions: Sequence[Decision], group: Any) -> dict[str, tuple[int, dict[str, float]]]:
    """By group of organisations, how many, and the shares of inside, mixed and outside advice."""
    counts: dict[str, Counter[str]] = {}
    for decision in decisions:
        if decision.recommended is None:
            continue
        kind = _kind(decision.recommended)
        counts.setdefault(group(decision), Counter())[kind] += 1
    return {
        name: (
            counter.total(),
            {kind: counter[kind] / counter.total() for kind in ("inside", "mixed", "outside")},
        )
        for name, counter in sorted(counts.items())
    }


def _kind(model: Model) -> str:
    return "outside" if model in OUTSIDE else "mixed" if model in MIXED else "inside"


def by_size(decision: Decision) -> str:
    """The size class of an organisation, or unknown."""
    return decision.organisation.size or UNKNOWN


def by_section(decision: Decision) -> str:
    """The NACE section of an organisation, or unknown."""
    return f"section {decision.organisation.section or UNKNOWN}"


GROUPINGS = (lambda _: "all", by_size, by_section)
