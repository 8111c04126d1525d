"""The stores of a server in memory, as ``service.storage.opening.stores`` has them on a database."""

from tests.fakes.assessment_store import MemoryAssessmentStore
from tests.fakes.change_feed import MemoryChangeFeed
from tests.fakes.norm_reader import MemoryNormReader
from tests.fakes.rollup_store import MemoryRollupStore


class MemoryStores:
    def __init__(self, norms: MemoryNormReader | None = None) -> None:
        self.assessments = MemoryAssessmentStore()
        self.changes = MemoryChangeFeed(self.assessments)
        self.rollups = MemoryRollupStore(self.assessments)
        self.norms = norms or MemoryNormReader()

    async def probe(self) -> None:
        pass

    def close(self) -> None:
        pass
