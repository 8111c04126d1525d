"""The keys that hold now, as each server knows them: read anew twice a second, so that revoking is quick.

The local key comes from its file, all others from the database. Imports the registry's reading and the ports.
"""

from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from time import monotonic

from service.application.ports.clock import Clock
from service.application.ports.key_store import Key, KeyStore
from service.errors import Unavailable
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.readers import read
from service.storage.keys.registry import live_keys, note_use

_PAUSE_SECONDS = 0.5
# A ring that could not be read anew for longer says so: it must not honour a key that was revoked since.
_OLDEST_SECONDS = 10.0
_USE_STEP = timedelta(minutes=1)

Known = dict[bytes, tuple[Key, datetime | None]]


class SqlKeyStore:
    """The key store of a server; see ``service.application.ports.KeyStore``."""

    def __init__(self, local: KeyStore, database: Database, writer: GroupCommitter, clock: Clock) -> None:
        """Read the keys; raise ``Unavailable`` where that cannot be done."""
        self._local = local
        self._database = database
        self._writer = writer
        self._clock = clock
        self._known: Known = {}
        self._origins: frozenset[str] = frozenset()
        self._used: dict[str, datetime] = {}
        self._told: dict[str, datetime] = {}
        self._lock = Lock()
        self._read()
        self._ended = Event()
        self._thread = Thread(target=self._run, name="palier-keys", daemon=True)
        self._thread.start()

    def find(self, digest: bytes) -> Key | None:
        """Return the key with this digest if it holds now; raise ``Unavailable`` when that is not known."""
        local = self._local.find(digest)
        if local is not None:
            return local
        if monotonic() - self._read_at > _OLDEST_SECONDS:
            raise Unavailable("whether keys were revoked cannot be read")
        key, until = self._known.get(digest, (None, None))
        now = self._clock()
        if key is None or (until is not None and until <= now):
            return None
        with self._lock:
            self._used[key.id] = now
        return key

    def knows_origin(self, origin: str) -> bool:
        """Tell whether some publishable key may be used from this origin."""
        return origin in self._origins

    def close(self) -> None:
        """Stop reading, and hand over when keys were last used; the writer must still take it."""
        self._ended.set()
        self._thread.join()
        self._tell_use(every=True)

    def _run(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            try:
                self._read()
            except Unavailable:
                # What is known grows old, and is tried again.
                continue
            self._tell_use(every=False)

    def _read(self) -> None:
        known = read(self._database.reading, lambda connection: live_keys(connection, self._clock()))
        self._known = known
        self._origins = frozenset(origin for key, _ in known.values() for origin in key.origins)
        self._read_at = monotonic()

    def _tell_use(self, *, every: bool) -> None:
        """Hand over when keys were last used: to the minute while the server works."""
        with self._lock:
            due = {
                key: at
                for key, at in self._used.items()
                if every or key not in self._told or at - self._told[key] >= _USE_STEP
            }
            for key in due:
                self._told[key] = self._used.pop(key)
        if due:
            self._writer.post(lambda connection: note_use(connection, due))
