"""What a group of leaves weighs: whose votes it holds, and how many changed since each time it was shown.

Weights are added and taken from one another, so that the other side of a division is known without counting
again. Imports the tally.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from service.norms.lattice import Counts
from service.norms.tally import By, Group

# A cell shows new figures only where at least so many votes came, went or changed.
FEWEST_CHANGES = 5
# Of a change that nobody can be named for.
_SOMEBODY = ""


class Taken(Struct, frozen=True):
    """The votes of a leaf as they were taken to be released, and how many of each tenant."""

    counts: Counts
    tenants: By


class Weight(Struct):
    """Votes by tenant, and since each edition the changes by tenant."""

    votes: Counter[str]
    changes: dict[int, Counter[str]]

    @classmethod
    def nothing(cls) -> "Weight":
        """The weight of no leaves."""
        return cls(Counter(), {})

    def add(self, other: "Weight") -> None:
        """Add another weight to this one."""
        self.votes.update(other.votes)
        for edition, by in other.changes.items():
            self.changes.setdefault(edition, Counter()).update(by)

    def without(self, part: "Weight") -> "Weight":
        """What is left without a part."""
        none: Counter[str] = Counter()
        changes = {edition: by - part.changes.get(edition, none) for edition, by in self.changes.items()}
        return Weight(self.votes - part.votes, changes)

    @property
    def votes_without_any(self) -> int:
        """How many votes are left without those of the tenant that has most."""
        return _without_any(self.votes)

    @property
    def may_change(self) -> bool:
        """Whether nothing changed since each edition, or enough did without any one tenant's changes too.

        Whoever knows both editions and its own organisations is so left with several others' changes.
        """
        return all(not by or _without_any(by) >= FEWEST_CHANGES for by in self.changes.values())


def weight_of(group: Group | None, taken: Mapping[int, Taken], editions: Sequence[int]) -> Weight:
    """The weight of one leaf, of which these votes were taken; ``editions`` are all to be compared with."""
    votes = Counter(group.tenants) if group else Counter[str]()
    changes: dict[int, Counter[str]] = {}
    for edition in editions:
        shown = max((each for each in taken if each <= edition), default=None)
        changes[edition] = votes if shown is None else _since(group, shown, taken[shown])
    return Weight(votes, changes)


def _since(group: Group | None, edition: int, then: Taken) -> Counter[str]:
    """The changes of a leaf since an edition. Votes that can no longer be told were erased."""
    if group is None:
        return Counter(then.tenants)
    kept = Counter(group.kept.get(edition, {}))
    found = (Counter(then.tenants) - kept) + Counter(group.changes.get(edition, {}))
    if not found and then.counts != group.counts:
        # An older vote took the place of one that was erased.
        found[_SOMEBODY] = 1
    return found


def _without_any(by: Mapping[str, int]) -> int:
    return sum(by.values()) - max(by.values(), default=0)
