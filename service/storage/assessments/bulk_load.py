"""Puts many records of one tenant into the database, for commands beside a server; sums included.

Imports the queries and the sums.
"""

from collections.abc import Iterator
from itertools import islice

from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import space_of
from service.storage.assessments.queries import AssessmentInsert
from service.storage.assessments.rollups import AGGREGATED_AT_ONCE, aggregate_pending
from service.storage.database.database import Database

_AT_ONCE = 500
_FOLDED_AFTER = 10_000


def load(database: Database, tenant: str, records: Iterator[AssessmentRecord]) -> int:
    """Keep these records, some hundreds in a transaction, and sum them up; return how many."""
    number = 0
    while batch := list(islice(records, _AT_ONCE)):
        with database.transaction() as connection:
            AssessmentInsert.run_all(connection, [AssessmentInsert(record, None) for record in batch])
        number += len(batch)
        if not number % _FOLDED_AFTER:
            # Nobody else may do it meanwhile, and a log that grows on is read by everybody.
            database.checkpointed()
    while True:
        with database.transaction() as connection:
            if aggregate_pending(connection, space_of(tenant)) < AGGREGATED_AT_ONCE:
                return number
