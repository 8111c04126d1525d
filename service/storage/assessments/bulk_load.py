"""Inserts many records of one space and aggregates them, for commands that run beside a server."""

from collections.abc import Iterator
from itertools import islice

from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import Space
from service.storage.assessments.queries import AssessmentInsert
from service.storage.assessments.rollups import aggregate_next
from service.storage.database.database import Database

_BATCH_SIZE = 500
_CHECKPOINT_INTERVAL = 10_000


def load(database: Database, space: Space, records: Iterator[AssessmentRecord]) -> int:
    """Insert these records, some hundreds per transaction; return their number."""
    number = 0
    while batch := list(islice(records, _BATCH_SIZE)):
        with database.transaction() as connection:
            AssessmentInsert.run_all(connection, [AssessmentInsert(record, None) for record in batch])
        _aggregate(database, space)
        number += len(batch)
        if not number % _CHECKPOINT_INTERVAL:
            # No other process may do it meanwhile, and every read goes through the log.
            database.run_checkpoint()
    while _aggregate(database, space):
        pass
    return number


def _aggregate(database: Database, space: Space) -> bool:
    with database.transaction() as connection:
        return aggregate_next(connection, space)
