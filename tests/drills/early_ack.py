"""A server that answers before it commits: what must never be, so that the oracle can be seen to find it."""

import sys
import time

from service.cli import main
from service.storage.database import group_committer


class EarlyAckWriter(group_committer.GroupCommitter):
    """Tells whoever waits at once, and commits a little later."""

    def _run(self) -> None:
        last = False
        while not last and (first := self._jobs.get()) is not None:
            batch, last = self._gather(first)
            connection = self._connection or self._engine.connect()
            with connection.begin():
                outcomes = [job.work(connection) for job in batch]
                group_committer._deliver(batch, outcomes)
                # Whoever is killed within half a second of its first answer has not committed it.
                time.sleep(1.0)
            self._connection = connection


if __name__ == "__main__":
    from service.storage.assessments import assessment_store

    vars(assessment_store)["GroupCommitter"] = EarlyAckWriter
    sys.argv = ["palier", "serve"]
    sys.exit(main())
