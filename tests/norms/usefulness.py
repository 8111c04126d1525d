"""How many cells of realistic worlds are published, under the rule and under a weaker one.

`python -m tests.norms.usefulness` prints it, in minutes. Tenants differ in size as customers do, and so do
sections, sizes and countries.
"""

import random
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import product
from math import prod
from typing import get_args

from service.model.codes import NaceSection
from service.norms.cohorts import Leaf
from service.norms.release import QUARTILES
from tests.norms.collusion import one_left_out
from tests.norms.world import SimulatedEdition, SimulatedVote, Snapshot, after, editions_of

_EDITIONS = 12
_SIZES = {"micro": 70, "small_medium": 25, "mid_cap": 4, "large": 1}
_COUNTRIES = {"FR": 80, "BE": 12, "DE": 8}
_ASSESSORS = {"self": 70, "agency": 30}


def growing_world(tenants: int, organisations: int) -> list[Snapshot]:
    """A world that grows evenly over the editions to so many organisations; a tenth of them votes anew."""
    rng = random.Random(7)
    weights = [1 / (2 + place) for place in range(tenants)]
    sections = {section: 1 / (1 + place) for place, section in enumerate(get_args(NaceSection))}
    places = {
        Leaf(assessor, section, size, country): prod(shares)
        for (assessor, section, size, country), shares in zip(
            product(_ASSESSORS, sections, _SIZES, _COUNTRIES),
            product(_ASSESSORS.values(), sections.values(), _SIZES.values(), _COUNTRIES.values()),
            strict=True,
        )
    }
    world: Snapshot = {}
    snapshots: list[Snapshot] = []
    for edition in range(_EDITIONS):
        number = organisations // _EDITIONS
        owners = rng.choices(range(tenants), weights, k=number)
        leaves = rng.choices(list(places), list(places.values()), k=number)
        votes = [
            SimulatedVote(f"{edition}-{place}", f"tenant-{owner}", leaf, bytes(9))
            for place, (owner, leaf) in enumerate(zip(owners, leaves, strict=True))
        ]
        voted = rng.sample(list(world.values()), len(world) // 10)
        again = [vote._replace(bins=bytes([edition + 1] * 9)) for vote in voted]
        world = after(world, [*votes, *again])
        snapshots.append(world)
    return snapshots


def describe(editions: Sequence[SimulatedEdition]) -> str:
    """How many cells the last edition shows, how many change in an edition, and how many votes count."""
    votes = sum(map(len, editions[-1].counted.values()))
    changed = sum(
        figure.edition == number
        for number, edition in enumerate(editions, 1)
        for _, figure in edition.state.figures()
    )
    cells = len(editions[-1].state.cells)
    return f"{cells} cells, {changed / len(editions):.1f} changed an edition, {votes} votes counted"


def main() -> None:
    """Print it for worlds of several sizes."""
    for tenants, organisations in ((6, 600), (10, 1000), (25, 2500)):
        world = growing_world(tenants, organisations)
        for name, rule in (("before", one_left_out()), ("after", nullcontext())):
            with rule:
                described = describe(editions_of(world, QUARTILES))
            print(f"{tenants} tenants, {organisations} organisations, {name}: {described}")


if __name__ == "__main__":
    main()
