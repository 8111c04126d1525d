"""The stores of a server on one opened database, with the threads that they share."""

from collections.abc import Awaitable

from msgspec import Struct
from sqlalchemy import Connection

from service.application.ports.commit_observer import CommitObserver
from service.storage.assessments.aggregation import RollupAggregator
from service.storage.assessments.assessment_store import SqlAssessmentStore
from service.storage.assessments.change_feed import SqlChangeFeed
from service.storage.assessments.rollup_store import SqlRollupStore
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.readers import Readers
from service.storage.norms.norm_reader import SqlNormReader

_THREADS = 2


class Stores(Struct, frozen=True, kw_only=True):
    """One adapter per port, and what they share: the committer and two pools of readers.

    ``finders`` read single rows; ``listers`` may scan and never delay them.
    """

    database: Database
    committer: GroupCommitter
    finders: Readers
    listers: Readers
    assessments: SqlAssessmentStore
    changes: SqlChangeFeed
    rollups: SqlRollupStore
    norms: SqlNormReader

    def probe(self) -> Awaitable[None]:
        """Return once an empty transaction was committed; raise ``Unavailable`` otherwise."""
        return self.committer.submit(_do_nothing)

    def close(self) -> None:
        """Finish reads and commits that were submitted, then close the database."""
        self.finders.close()
        self.listers.close()
        # The committer's connection closes last: on SQLite, closing the last connection checkpoints the log.
        self.database.reading.dispose()
        self.committer.close()
        self.database.close()


def open_stores(database: Database, observer: CommitObserver) -> Stores:
    """Return the stores of a server, and start its threads and its background aggregation."""
    committer = GroupCommitter(database.writing, database.guard, observer)
    finders = Readers(database.reading, _THREADS, "palier-finder")
    listers = Readers(database.reading, _THREADS, "palier-lister")
    aggregator = RollupAggregator(committer)
    aggregator.resume()
    return Stores(
        database=database,
        committer=committer,
        finders=finders,
        listers=listers,
        assessments=SqlAssessmentStore(
            committer=committer,
            finders=finders,
            listers=listers,
            aggregator=aggregator,
            checkpoint=database.checkpoint,
        ),
        changes=SqlChangeFeed(listers),
        rollups=SqlRollupStore(listers, aggregator),
        norms=SqlNormReader(finders),
    )


def _do_nothing(_: Connection) -> None:
    """Write nothing."""
