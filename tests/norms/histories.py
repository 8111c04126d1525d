"""Random histories of worlds: who joins, who is erased, and who votes anew or moves."""

from hypothesis import strategies as st

from service.norms.cohorts import Leaf
from tests.norms.world import ATTACKER, TENANTS, Ballot, Snapshot, after, ballot

LEAVES = [
    Leaf("self", section, size, country)
    for section in ("C", "G")
    for size in ("micro", "large")
    for country in ("FR", "DE")
]
STEP = st.tuples(
    st.lists(
        st.tuples(
            st.sampled_from(LEAVES),
            st.integers(1, 9),
            st.integers(0, 2),
            st.sampled_from([*TENANTS, ATTACKER]),
        ),
        max_size=6,
    ),
    st.lists(st.integers(0, 300), max_size=8),
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(LEAVES)), max_size=8),
)


def played(steps: list[tuple]) -> list[Snapshot]:
    """The snapshots of a world in which groups join, some are erased, and some vote anew or move."""
    found: list[Snapshot] = []
    now: Snapshot = {}
    for number, (joins, leaves, moves) in enumerate(steps):
        names = sorted(now)
        gone = [names[each % len(names)] for each in leaves if names]
        moved = [
            Ballot(names[each % len(names)], now[names[each % len(names)]].tenant, leaf, bytes([number] * 9))
            for each, leaf in moves
            if names
        ]
        joined = [
            ballot(f"{number}-{group}-{each}", tenant, leaf, index)
            for group, (leaf, size, index, tenant) in enumerate(joins)
            for each in range(size)
        ]
        now = after(now, joined + [vote for vote in moved if vote.organisation not in gone], gone)
        found.append(now)
    return found
