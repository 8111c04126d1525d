"""Rollups of assessments in memory, computed whenever they are read."""

from service.application.ports.rollup_store import RollupGroup, RollupQuery, RollupStore, RollupSums
from service.application.spaces import Space
from service.application.statistics.rollups import RollupKey, add, aggregate, contribution_of
from tests.fakes.assessment_store import MemoryAssessmentStore


class MemoryRollupStore:
    def __init__(self, assessments: MemoryAssessmentStore) -> None:
        self._assessments = assessments

    async def read_rollups(self, space: Space, query: RollupQuery) -> dict[RollupGroup, RollupSums]:
        groups: dict[RollupGroup, RollupSums] = {}
        owned = [record.row for record in self._assessments.records.values() if record.space == space]
        for key, sums in aggregate(map(contribution_of, owned)).items():
            if _matches(key, query):
                add(groups.setdefault(RollupGroup(key.start, key.value), {}), sums)
        return groups


def _matches(key: RollupKey, query: RollupQuery) -> bool:
    return (
        (key.grain, key.dimension) == (query.grain, query.dimension)
        and query.origin in (None, key.origin)
        and query.methodology in (None, key.methodology)
        and (query.since is None or key.start >= query.since)
        and (query.until is None or key.start < query.until)
    )


_: type[RollupStore] = MemoryRollupStore
