"""Simulated worlds of voting organisations, and what each edition of a norm publishes of them.

A world is a list of snapshots, one for each edition. The attackers know who votes where and when, and the
votes of their own tenants; what the others voted is what they try to find out. Every tenant is an owner.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from service.norms import lattice
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.release import PublishedLeaf, State, last_published, next_state
from service.norms.tally import Vote, VoteCounter

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ATTACKERS = ("attacker", "accomplice")
TENANTS = ("north", "south", "east", "west", "coast", "inland")


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
    return [edition.release for edition in editions_of(snapshots, minimum, versions)]


class SimulatedEdition(NamedTuple):
    """The state of the release rule after an edition, and by leaf the votes that its figures count."""

    state: State
    counted: dict[Leaf, frozenset[SimulatedVote]]

    @property
    def release(self) -> Release:
        """By published cell, the votes that its figures count."""
        return {
            cell: frozenset(
                vote for leaf, votes in self.counted.items() if cell.contains(leaf) for vote in votes
            )
            for cell in self.state.cells
        }


def editions_of(snapshots: Sequence[Snapshot], minimum: int, versions: int = 1) -> list[SimulatedEdition]:
    """Every edition, where so many versions of the methodology are published in turn."""
    editions = [SimulatedEdition(State(set(), {}), {})] * versions
    for number, _ in enumerate(snapshots, 1):
        shown = last_published(edition.state for edition in editions[-versions:])
        histories = dict(sorted(_histories(snapshots[:number]).items()))
        counter = VoteCounter(cut_off_of(number), shown)
        for history in histories.values():
            counter.add_organisation(history.tenant, history.votes)
        last = editions[-versions]
        state = next_state(last.state, counter.tally, number, minimum)
        counted = {
            leaf: _counted(published, leaf, snapshots[number - 1], histories, shown)
            for leaf, published in state.leaves.items()
            if published.edition == number
        }
        editions.append(SimulatedEdition(state, last.counted | counted))
    return editions[versions:]


def _counted(
    published: PublishedLeaf,
    leaf: Leaf,
    snapshot: Snapshot,
    histories: dict[str, "_History"],
    shown: dict[Leaf, datetime],
) -> frozenset[SimulatedVote]:
    """The votes that a leaf counts: of each tenant as many as were published, the fresh ones first."""
    counted: list[SimulatedVote] = []
    for tenant, number in published.owners.items():
        names = [
            name for name, vote in sorted(snapshot.items()) if (vote.tenant, vote.leaf) == (tenant, leaf)
        ]
        precedence = {name: _precedence(histories[name].votes, shown) for name in names}
        names.sort(key=lambda name: precedence[name], reverse=True)
        counted += [snapshot[name] for name in names[:number]]
    return frozenset(counted)


def _precedence(votes: list[Vote], shown: dict[Leaf, datetime]) -> tuple[bool, datetime]:
    """Whether the latest vote was never published, and when it was made."""
    latest, *earlier = votes
    is_repeated = (latest.leaf, latest.bins) in [(vote.leaf, vote.bins) for vote in earlier]
    return latest.made_at >= shown.get(latest.leaf, START) and not is_repeated, latest.made_at


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
    numbers = Counter(vote.tenant for vote in votes).values()
    return sum(numbers) - max(numbers, default=0)


def histogram(votes: Iterable[SimulatedVote]) -> list[int]:
    """The counts of these votes on the lattice."""
    counts = lattice.empty()
    for vote in votes:
        lattice.add_vote(counts, vote.bins)
    return counts
