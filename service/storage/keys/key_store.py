"""The valid keys as each server knows them: the local key from a file, others polled from the database."""

from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from time import monotonic

from service.application.ports.clock import Clock
from service.application.ports.key_store import Key, KeyStore
from service.errors import Unavailable
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.readers import read
from service.storage.keys.registry import ValidKey, record_use, valid_keys

_POLL_SECONDS = 0.5
# Keys that could not be polled for longer are refused: they may have been revoked.
_STALE_SECONDS = 10.0
_USE_RESOLUTION = timedelta(minutes=1)


class SqlKeyStore:
    """The key store of a server; see ``service.application.ports.key_store.KeyStore``."""

    def __init__(self, local: KeyStore, database: Database, committer: GroupCommitter, clock: Clock) -> None:
        """Read the keys and start polling; raise ``Unavailable`` if they cannot be read."""
        self._local = local
        self._database = database
        self._committer = committer
        self._clock = clock
        self._keys: dict[bytes, ValidKey] = {}
        # By key id: uses not stored yet, and those stored last.
        self._unstored_use: dict[str, datetime] = {}
        self._stored_use: dict[str, datetime] = {}
        self._lock = Lock()
        self._poll()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="palier-keys", daemon=True)
        self._thread.start()

    def find(self, digest: bytes) -> Key | None:
        """Return the key with this digest if it is valid; raise ``Unavailable`` if that is not known."""
        local_key = self._local.find(digest)
        if local_key is not None:
            return local_key
        if monotonic() - self._polled_at > _STALE_SECONDS:
            raise Unavailable("keys_unreadable")
        key, revoked_at = self._keys.get(digest, (None, None))
        now = self._clock()
        if key is None or (revoked_at is not None and revoked_at <= now):
            return None
        with self._lock:
            self._unstored_use[key.id] = now
        return key

    def close(self) -> None:
        """Stop polling and store when keys were last used; the committer must still be open."""
        self._stopped.set()
        self._thread.join()
        self._store_use(everything=True)

    def _run(self) -> None:
        while not self._stopped.wait(_POLL_SECONDS):
            try:
                self._poll()
            except Unavailable:
                # The known keys grow stale, and the next poll tries again.
                continue
            self._store_use(everything=False)

    def _poll(self) -> None:
        keys = read(self._database.reading, lambda connection: valid_keys(connection, self._clock()))
        self._keys = keys
        self._polled_at = monotonic()

    def _store_use(self, *, everything: bool) -> None:
        """Hand over when keys were last used: once a minute per key, or ``everything``."""
        with self._lock:
            due = {
                key: at
                for key, at in self._unstored_use.items()
                if everything
                or key not in self._stored_use
                # A clock that went back must not keep a key's last use in the future.
                or abs(at - self._stored_use[key]) >= _USE_RESOLUTION
            }
            for key in due:
                self._stored_use[key] = self._unstored_use.pop(key)
        if due:
            self._committer.post(lambda connection: record_use(connection, due))
