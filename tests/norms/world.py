"""Worlds of voting organisations, and what each edition of a norm would release of them.

A world is a list of steps; each step says which organisation votes what from then on, or goes. Who attacks
knows who votes where and when, and the figures of one tenant; what others voted is what it wants to know.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from service.norms import lattice
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.release import State, last_shown, released
from service.norms.tally import Counting, Vote

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ATTACKER = "attacker"
TENANTS = ("north", "south", "east")


class Ballot(NamedTuple):
    """One vote of one organisation, as the world knows it."""

    organisation: str
    tenant: str
    leaf: Leaf
    bins: bytes


Snapshot = dict[str, Ballot]
# An edition's release: the votes that each released cell's figures are about.
Release = dict[Cell, frozenset[Ballot]]
Rule = Callable[[Sequence[Snapshot], int], list[Release]]


def ballot(name: str, tenant: str, leaf: Leaf, index: int = 0, others: int = 0) -> Ballot:
    """A vote with this bin of the index, and one bin for all competencies."""
    return Ballot(name, tenant, leaf, bytes([index] + [others] * 8))


def after(snapshot: Snapshot, votes: Iterable[Ballot] = (), gone: Iterable[str] = ()) -> Snapshot:
    """The votes once these were cast and those organisations are erased."""
    left = {name: vote for name, vote in snapshot.items() if name not in set(gone)}
    return left | {vote.organisation: vote for vote in votes}


def unprotected(snapshots: Sequence[Snapshot], minimum: int) -> list[Release]:
    """Every cell of each edition that is large enough, as a service would that thinks of size alone."""
    return [
        {cell: votes for cell, votes in _cells(snapshot).items() if len(votes) >= minimum}
        for snapshot in snapshots
    ]


def cell_by_cell(snapshots: Sequence[Snapshot], minimum: int) -> list[Release]:
    """Each cell and its parents' rest large enough without any one tenant; shown anew after five changes."""
    found: list[Release] = []
    for snapshot in snapshots:
        cells = _cells(snapshot)
        last = found[-1] if found else {}
        now: Release = {}
        for cell, votes in cells.items():
            parents = [whole for other, whole in cells.items() if votes < whole and _is_parent(other, cell)]
            if all(_others(group) >= minimum for group in (votes, *(whole - votes for whole in parents))):
                before = last.get(cell, frozenset())
                now[cell] = votes if _others(votes ^ before) >= 5 or not before else before
        found.append(now)
    return found


def by_blocks(snapshots: Sequence[Snapshot], minimum: int, versions: int = 1) -> list[Release]:
    """What the service releases, where these versions of the methodology are published by turns."""
    return [
        {
            cell: frozenset(
                vote
                for leaf, taken in state.leaves.items()
                if cell.holds(leaf)
                for vote in snapshots[taken.edition - 1].values()
                if vote.leaf == leaf
            )
            for cell in state.cells
        }
        for state in states_of(snapshots, minimum, versions)
    ]


def states_of(snapshots: Sequence[Snapshot], minimum: int, versions: int = 1) -> list[State]:
    """The states of the release rule, edition by edition."""
    found = [State(set(), {})] * versions
    for edition, _ in enumerate(snapshots, 1):
        counting = Counting(moment(edition), last_shown(found[-versions:]))
        for name, votes in sorted(_histories(snapshots[:edition]).items()):
            counting.organisation(votes[0][0], [vote for _, vote in votes])
            assert name
        found.append(released(found[-versions], counting.tally, (edition, moment(edition)), minimum))
    return found[versions:]


def moment(edition: int) -> datetime:
    """When an edition is made: one a week."""
    return START + timedelta(weeks=edition)


def _histories(snapshots: Sequence[Snapshot]) -> dict[str, list[tuple[str, Vote]]]:
    """All votes of each organisation that is still there, the latest first, as the store would give them."""
    found: dict[str, list[tuple[str, Vote]]] = {}
    for name, last in snapshots[-1].items():
        votes: list[tuple[str, Vote]] = []
        since: Ballot | None = None
        for edition, snapshot in enumerate(snapshots, 1):
            now = snapshot.get(name)
            if now is None:
                # Erased: all that was known before is gone.
                votes.clear()
            elif now != since:
                votes.insert(0, (now.tenant, Vote(now.leaf, moment(edition) - MINUTE, now.bins)))
            since = now
        assert votes[0][1].bins == last.bins
        found[name] = votes
    return found


def _cells(snapshot: Snapshot) -> dict[Cell, frozenset[Ballot]]:
    leaves: dict[Leaf, set[Ballot]] = {}
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


def _others(votes: Iterable[Ballot]) -> int:
    by: dict[str, int] = {}
    for vote in votes:
        by[vote.tenant] = by.get(vote.tenant, 0) + 1
    return sum(by.values()) - max(by.values(), default=0)


def histogram(votes: Iterable[Ballot]) -> list[int]:
    """The counts of these votes."""
    counts = lattice.empty()
    for vote in votes:
        lattice.count(counts, vote.bins)
    return counts
