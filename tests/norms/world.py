"""Simulated worlds of voting organisations, and what each edition of a norm publishes of them.

A world is a list of snapshots, one for each edition. The attacker knows who votes where and when, and the
votes of its own tenant; what the others voted is what it tries to find out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from service.norms import lattice
from service.norms.blocks import count_without_largest_tenant
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.release import EditionCutOff, State, last_published, next_state
from service.norms.tally import Vote, VoteCounter

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ATTACKER = "attacker"
TENANTS = ("north", "south", "east")


class SimulatedVote(NamedTuple):
    """One vote of one organisation, as the world knows it."""

    organisation: str
    tenant: str
    leaf: Leaf
    bins: bytes


Snapshot = dict[str, SimulatedVote]
"""The current vote of every organisation, by its name."""

Release = dict[Cell, frozenset[SimulatedVote]]
"""What an edition publishes: by cell, the votes that its figures count."""

Rule = Callable[[Sequence[Snapshot], int], list[Release]]
"""A release rule: from snapshots and the least number of votes in a cell to editions."""


def simulated_vote(name: str, tenant: str, leaf: Leaf, index: int = 0, others: int = 0) -> SimulatedVote:
    """A vote with this bin of the index, and one bin for all competencies."""
    return SimulatedVote(name, tenant, leaf, bytes([index] + [others] * 8))


def after(snapshot: Snapshot, votes: Iterable[SimulatedVote] = (), erased: Iterable[str] = ()) -> Snapshot:
    """The snapshot once these organisations are erased and these votes are made."""
    names = set(erased)
    remaining = {name: vote for name, vote in snapshot.items() if name not in names}
    return remaining | {vote.organisation: vote for vote in votes}


def unprotected(snapshots: Sequence[Snapshot], minimum: int) -> list[Release]:
    """A careless rule: every cell of each edition that is large enough."""
    return [
        {cell: votes for cell, votes in _cells(snapshot).items() if len(votes) >= minimum}
        for snapshot in snapshots
    ]


def cell_by_cell(snapshots: Sequence[Snapshot], minimum: int) -> list[Release]:
    """A rule on single cells: the cell and the rest of its parents are large enough without one tenant.

    A cell is published anew after five changes.
    """
    editions: list[Release] = []
    for snapshot in snapshots:
        cells = _cells(snapshot)
        last = editions[-1] if editions else {}
        release: Release = {}
        for cell, votes in cells.items():
            parents = [whole for other, whole in cells.items() if votes < whole and _is_parent(other, cell)]
            groups = (votes, *(whole - votes for whole in parents))
            if all(_without_largest_tenant(group) >= minimum for group in groups):
                before = last.get(cell, frozenset())
                changes = _without_largest_tenant(votes ^ before)
                release[cell] = votes if changes >= 5 or not before else before
        editions.append(release)
    return editions


def by_blocks(snapshots: Sequence[Snapshot], minimum: int, versions: int = 1) -> list[Release]:
    """What the service publishes, where so many versions of the methodology are published in turn."""
    return [
        {
            cell: frozenset(
                vote
                for leaf, published in state.leaves.items()
                if cell.contains(leaf)
                for vote in snapshots[published.edition - 1].values()
                if vote.leaf == leaf
            )
            for cell in state.cells
        }
        for state in states_of(snapshots, minimum, versions)
    ]


def states_of(snapshots: Sequence[Snapshot], minimum: int, versions: int = 1) -> list[State]:
    """The state of the release rule after each edition."""
    states = [State(set(), {})] * versions
    for number, _ in enumerate(snapshots, 1):
        cut_off = cut_off_of(number)
        counter = VoteCounter(cut_off, last_published(states[-versions:]))
        for _, history in sorted(_histories(snapshots[:number]).items()):
            counter.add_organisation(history.tenant, history.votes)
        edition = EditionCutOff(number, cut_off)
        states.append(next_state(states[-versions], counter.tally, edition, minimum))
    return states[versions:]


def cut_off_of(edition: int) -> datetime:
    """An edition's cut-off: there is one a week."""
    return START + timedelta(weeks=edition)


class _History(NamedTuple):
    """The votes of one organisation, the latest first, with the tenant of the latest."""

    tenant: str
    votes: list[Vote]


def _histories(snapshots: Sequence[Snapshot]) -> dict[str, _History]:
    """By name, all votes of each organisation of the last snapshot, as the store returns them."""
    histories: dict[str, _History] = {}
    for name, last in snapshots[-1].items():
        votes: list[Vote] = []
        previous: SimulatedVote | None = None
        for edition, snapshot in enumerate(snapshots, 1):
            current = snapshot.get(name)
            if current is None:
                # An erasure removes everything known before.
                votes.clear()
            elif current != previous:
                votes.insert(0, Vote(current.leaf, cut_off_of(edition) - MINUTE, current.bins))
            previous = current
        assert votes[0].bins == last.bins
        histories[name] = _History(last.tenant, votes)
    return histories


def _cells(snapshot: Snapshot) -> dict[Cell, frozenset[SimulatedVote]]:
    leaves: dict[Leaf, set[SimulatedVote]] = {}
    for vote in snapshot.values():
        leaves.setdefault(vote.leaf, set()).add(vote)
    return {
        cell: frozenset(vote for leaf in inside for vote in leaves[leaf])
        for cell, inside in by_cell(leaves).items()
    }


def _is_parent(cell: Cell, child: Cell) -> bool:
    return all(own in ("", theirs) for own, theirs in zip(_members(cell), _members(child), strict=True))


def _members(cell: Cell) -> tuple[str, ...]:
    return cell.assessor, cell.section, cell.size, cell.country


def _without_largest_tenant(votes: Iterable[SimulatedVote]) -> int:
    return count_without_largest_tenant(Counter(vote.tenant for vote in votes))


def histogram(votes: Iterable[SimulatedVote]) -> list[int]:
    """The counts of these votes on the lattice."""
    counts = lattice.empty()
    for vote in votes:
        lattice.add_vote(counts, vote.bins)
    return counts
