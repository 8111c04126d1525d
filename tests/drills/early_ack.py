"""A server that answers before it commits: what must never be, as proof that the oracle detects it."""

import sys

from service.cli import main
from service.storage.database import group_committer


class EarlyAckWriter(group_committer.GroupCommitter):
    """Answers every batch at once, and commits all of them when the server ends in order.

    A server that is killed has committed nothing of what it answered, however fast or slow the machine is.
    """

    def _run(self) -> None:
        last = False
        with self._engine.connect() as connection, connection.begin():
            while not last and (first := self._jobs.get()) is not None:
                batch, last = self._gather(first)
                group_committer._deliver(batch, [job.work(connection) for job in batch])


if __name__ == "__main__":
    from service.storage.opening import stores

    vars(stores)["GroupCommitter"] = EarlyAckWriter
    sys.argv = ["palier", "serve"]
    sys.exit(main())
