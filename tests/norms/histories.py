"""Random histories of worlds: organisations join, are erased, vote anew or move to another leaf."""

from hypothesis import strategies as st

from service.norms.cohorts import Leaf
from tests.norms.world import ATTACKERS, TENANTS, SimulatedVote, Snapshot, after, simulated_vote

EVERYONE = "everyone"

LEAVES = [
    Leaf("self", section, size, country)
    for section in ("C", "G")
    for size in ("micro", "large")
    for country in ("FR", "DE")
]
Step = tuple[list[tuple[Leaf, int, int, str]], list[int], list[tuple[int, Leaf]]]
"""Groups that join (leaf, organisations, index bin, tenant), positions erased, and positions that move.

A group of ``EVERYONE`` joins for each tenant that attacks nobody.
"""

STEP = st.tuples(
    st.lists(
        st.tuples(
            st.sampled_from(LEAVES),
            st.integers(1, 9),
            st.integers(0, 2),
            st.sampled_from([EVERYONE, EVERYONE, *TENANTS, *ATTACKERS]),
        ),
        max_size=6,
    ),
    st.lists(st.integers(0, 300), max_size=8),
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(LEAVES)), max_size=8),
)


def snapshots_of(steps: list[Step]) -> list[Snapshot]:
    """The snapshot after each step; positions count the organisations by name, modulo their number."""
    snapshots: list[Snapshot] = []
    current: Snapshot = {}
    for number, (joins, erasures, moves) in enumerate(steps):
        names = sorted(current)
        erased = [names[position % len(names)] for position in erasures if names]
        movers = [(names[position % len(names)], leaf) for position, leaf in moves if names]
        moved = [
            SimulatedVote(name, current[name].tenant, leaf, bytes([number] * 9)) for name, leaf in movers
        ]
        joined = [
            simulated_vote(f"{number}-{group}-{tenant}-{member}", tenant, leaf, index)
            for group, (leaf, size, index, whose) in enumerate(joins)
            for tenant in (TENANTS if whose == EVERYONE else [whose])
            for member in range(size)
        ]
        current = after(current, joined + [vote for vote in moved if vote.organisation not in erased], erased)
        snapshots.append(current)
    return snapshots
