"""Rollups of assessments in memory, computed whenever they are read."""

from service.application.ports.rollup_store import (
    RollupGroup,
    RollupQuery,
    RollupReading,
    RollupStore,
    RollupSums,
)
from service.application.spaces import Space
from service.application.statistics.rollups import RollupKey, add, aggregate, contribution_of, select_tags
from tests.fakes.assessment_store import MemoryAssessmentStore


class MemoryRollupStore:
    def __init__(self, assessments: MemoryAssessmentStore) -> None:
        self._assessments = assessments

    async def read_rollups(self, space: Space, query: RollupQuery) -> RollupReading:
        groups: dict[RollupGroup, RollupSums] = {}
        owned = [record.row for record in self._assessments.records.values() if record.space == space]
        selection = select_tags(map(contribution_of, owned), frozenset())
        for key, sums in aggregate(selection.contributions).items():
            if _matches(key, query):
                add(groups.setdefault(RollupGroup(key.start, key.value), {}), sums)
        return RollupReading(groups=groups, assessments=len(owned), has_other_tags=selection.has_other_tags)


def _matches(key: RollupKey, query: RollupQuery) -> bool:
    return (
        (key.grain, key.dimension) == (query.grain, query.dimension)
        and query.origin in (None, key.origin)
        and query.methodology in (None, key.methodology)
        and (query.since is None or key.start >= query.since)
        and (query.until is None or key.start < query.until)
    )


_: type[RollupStore] = MemoryRollupStore
