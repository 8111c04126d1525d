"""The stores of a server on one opened database, with the threads that they share."""

from collections.abc import Awaitable

from msgspec import Struct

from service.application.fairness.places import Places
from service.application.fairness.turns import Turns
from service.application.fairness.workers import Workers
from service.application.ports.commit_observer import CommitObserver
from service.storage.assessments.aggregation import RollupAggregator
from service.storage.assessments.assessment_store import SqlAssessmentStore, Writing
from service.storage.assessments.change_feed import SqlChangeFeed
from service.storage.assessments.rollup_store import SqlRollupStore
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.probe import write_probe
from service.storage.database.readers import Readers
from service.storage.norms.norm_reader import SqlNormReader

_THREADS = 2
# Writes of one tenant that may be in the writer's queue: as many as make its transactions cheap.
_PLACES = 64


class Stores(Struct, frozen=True, kw_only=True):
    """One adapter per port, and what they share: the committer and two pools of threads.

    ``finders`` read single rows; ``listers`` may scan, or shape what was read, and never delay them.
    """

    database: Database
    committer: GroupCommitter
    turns: Turns
    finders: Workers
    listers: Workers
    assessments: SqlAssessmentStore
    changes: SqlChangeFeed
    rollups: SqlRollupStore
    norms: SqlNormReader

    def probe(self) -> Awaitable[None]:
        """Return once a row was written and is durable; raise ``Unavailable`` otherwise."""
        return self.committer.submit(write_probe)

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
    committer = GroupCommitter(database.writing, database.guard, observer, sever=database.sever)
    turns = Turns()
    finders = Workers(_THREADS, "palier-finder", turns)
    listers = Workers(_THREADS, "palier-lister", turns)
    finding, listing = Readers(database.reading, finders), Readers(database.reading, listers)
    aggregator = RollupAggregator(committer)
    aggregator.resume()
    return Stores(
        database=database,
        committer=committer,
        turns=turns,
        finders=finders,
        listers=listers,
        assessments=SqlAssessmentStore(
            writing=Writing(committer, Places(_PLACES), turns),
            finders=finding,
            listers=listing,
            aggregator=aggregator,
            checkpoint=database.checkpoint,
        ),
        changes=SqlChangeFeed(listing),
        rollups=SqlRollupStore(listing, aggregator),
        norms=SqlNormReader(finding),
    )
