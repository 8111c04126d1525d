"""The one composition root: the only place where layers meet and adapters are chosen."""

import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from litestar.types import ASGIApp
from msgspec.structs import replace

from service.api.server import contract_text, create_app
from service.api.services import Services
from service.application.access.administration import Administration
from service.application.access.key_format import make_key
from service.application.access.rate_limits import Limiter, Policy
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.assessments import Assessments
from service.application.assessments.computing import Computing
from service.application.assessments.links import LinkSigner
from service.application.exports.exports import Exports
from service.application.methodology.handbook import MethodologyReader
from service.application.methodology.packs import served_catalogue
from service.application.norms.benchmarks import Benchmarks
from service.application.norms.publishing import NormPublisher
from service.application.ports.key_store import KeyStore
from service.application.readiness import Readiness
from service.application.statistics.statistics import Statistics
from service.errors import InvalidSetting
from service.methodology.catalogue import shipped
from service.settings import Settings, read_settings
from service.storage.database.database import Database
from service.storage.keys.key_store import SqlKeyStore
from service.storage.keys.local_key import LocalKey, open_local_key
from service.storage.keys.registry import SqlRegistry
from service.storage.keys.secret_files import read_or_create_secret
from service.storage.norms.norm_repository import SqlNormRepository
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from service.storage.opening.stores import open_stores
from service.telemetry.lines import STANDARD_ERROR, LineWriter
from service.telemetry.logs import Log, describe_loss
from service.telemetry.metrics import Metrics
from service.telemetry.observer import TelemetryObserver
from service.texts import check_texts

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")
# After so long, a thread that computes lets the event loop go on. Python's own five milliseconds are as long
# as five previews, and the loop has to wait for that several times a request.
_SWITCH_SECONDS = 0.0005
_WINDOW_SECONDS = 60
_CLOSING_SECONDS = 5.0
# Requests a window of one visitor of a page, by its address: a form is sent a few times, not a thousand.
_VISITOR_RATE = 120
# Units a window of an address without a key: many people may be behind one, as behind an untrusted proxy.
_PUBLIC_RATE = 6000


class Application(NamedTuple):
    """The ASGI application, who tells it that the process is about to end, and what closes it.

    ``finish`` closes what is still open, and returns whether all of it is closed.
    """

    app: ASGIApp
    readiness: Readiness
    finish: Callable[[], bool]


def build(settings: Settings, log: Log) -> Application:
    """Return the application, with every text and pack checked, which writes to this log.

    Raises ``InvalidSetting``, ``InvalidPack`` or ``InvalidTexts`` when it cannot be built.
    """
    check_texts()
    sys.setswitchinterval(_SWITCH_SECONDS)
    keys = open_local_key(settings.data_dir)
    secret = settings.secret or read_or_create_secret(
        settings.data_dir / "secret", lambda: secrets.token_urlsafe(32)
    )
    readiness, services = _services(settings, keys, secret, log)
    closing = Closing(services.close, log)
    app = create_app(replace(services, close=closing.run))
    return Application(app, readiness, closing.finish)


class Closing:
    """Closes the services, in a bounded time: something may wait for a database that never answers."""

    def __init__(self, close: Callable[[], None], log: Log) -> None:
        self._thread = Thread(target=close, name="palier-closing", daemon=True)
        self._log = log

    def run(self) -> None:
        """Return once everything is closed, or after some seconds; a second call does nothing."""
        if self._thread.ident is None:
            self._thread.start()
            self._thread.join(_CLOSING_SECONDS)

    def finish(self) -> bool:
        """Close what is still open; return whether everything is closed, and log it if not."""
        self.run()
        if self._thread.is_alive():
            self._log.event("abandoned", seconds=_CLOSING_SECONDS)
        return not self._thread.is_alive()


def contract() -> str:
    """Return the OpenAPI contract as YAML, without touching the data folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"PALIER_DATA_DIR": folder})
        log = Log(LineWriter(STANDARD_ERROR, describe_loss))
        _, services = _services(settings, LocalKey(make_key("sk_live")), "", log)
        try:
            return contract_text(services)
        finally:
            services.close()


def _services(settings: Settings, local: KeyStore, secret: str, log: Log) -> tuple[Readiness, Services]:
    catalogue = served_catalogue(settings.methodologies)
    base_url = settings.public_url or ""
    engine, metrics = AssessmentEngine(catalogue, base_url), Metrics()
    database = open_database(settings)
    stores = open_stores(database, metrics)
    metrics.watch_queue(stores.committer.queue_length)
    metrics.watch_log(log.dropped)
    readiness = Readiness(stores.probe, time.monotonic)
    keys = SqlKeyStore(local, database, stores.committer, _now)
    # The threads that scan compute as well: each further busy one delays the event loop and the writer.
    workers = stores.listers

    def close() -> None:
        keys.close()
        stores.close()

    computing = Computing(engine, workers)
    links = LinkSigner(secret.encode(), base_url, _now)
    benchmarks = Benchmarks(catalogue, stores.norms)
    return readiness, Services(
        engine=engine,
        computing=computing,
        assessments=Assessments(computing, stores.assessments, benchmarks, links, _now),
        benchmarks=benchmarks,
        statistics=Statistics(stores.rollups, workers),
        exports=Exports(stores.changes),
        handbook=MethodologyReader(catalogue, base_url),
        links=links,
        base_url=base_url,
        keys=keys,
        limiter=_limiter(settings),
        turns=stores.turns,
        workers=workers,
        trusted_proxies=settings.trusted_proxies,
        observer=TelemetryObserver(metrics, log),
        metrics=metrics.exposition,
        probe=readiness.check,
        close=close,
    )


def _limiter(settings: Settings) -> Limiter:
    policies = [
        Policy("requests", settings.rate, _WINDOW_SECONDS),
        Policy("previews", settings.rate, _WINDOW_SECONDS),
        Policy("visitors", _VISITOR_RATE, _WINDOW_SECONDS),
        Policy("public", min(settings.rate, _PUBLIC_RATE), _WINDOW_SECONDS),
    ]
    return Limiter(policies, settings.replicas, time.monotonic)


def open_database(settings: Settings, *, alongside_server: bool = False) -> Database:
    """Open the database of these settings; ``alongside_server`` for a command. Raises ``InvalidSetting``."""
    if (settings.database_url or "").startswith(_POSTGRES):
        return open_postgres(settings.database_url or "")
    file = sqlite_file(settings)
    return open_sqlite(file.path, file.setting, alongside_server=alongside_server)


def publishing(database: Database) -> NormPublisher:
    """Return the use case of publishing norms from an opened database."""
    return NormPublisher(AssessmentEngine(shipped()), SqlNormRepository(database))


def administration(database: Database) -> Administration:
    """Return the operator's use cases on an opened database."""
    return Administration(SqlRegistry(database), _now)


class SqliteFile(NamedTuple):
    """The file of the embedded database, and the setting that names it."""

    path: Path
    setting: str


def sqlite_file(settings: Settings) -> SqliteFile:
    """Return where the embedded database is; raise ``InvalidSetting`` where another kind is used."""
    url = settings.database_url
    if url is None:
        return SqliteFile(settings.data_dir / "palier.db", "PALIER_DATA_DIR")
    if not url.startswith(_SQLITE) or url == _SQLITE:
        raise InvalidSetting("PALIER_DATABASE_URL", "database_kind_unknown")
    return SqliteFile(Path(url.removeprefix(_SQLITE)), "PALIER_DATABASE_URL")


def _now() -> datetime:
    return datetime.now(UTC)
