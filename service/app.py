"""The one composition root: the only place where layers meet and adapters are chosen."""

import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from litestar.types import ASGIApp

from service.api.server import contract_text, create_app
from service.api.services import Services
from service.application.access.administration import Administration
from service.application.access.key_format import make_key
from service.application.access.rate_limits import Limiter, Policy
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.assessments import Assessments
from service.application.assessments.links import LinkSigner
from service.application.exports.exports import Exports
from service.application.methodology.handbook import MethodologyReader
from service.application.norms.benchmarks import Benchmarks
from service.application.norms.publishing import NormPublisher
from service.application.ports.key_store import KeyStore
from service.application.statistics.statistics import Statistics
from service.errors import InvalidSetting
from service.methodology.catalogue import shipped
from service.settings import Settings, read_settings
from service.storage.assessments.assessment_store import SqlStore
from service.storage.database.database import Database
from service.storage.keys.key_store import SqlKeyStore
from service.storage.keys.local_key import LocalKey, open_local_key
from service.storage.keys.registry import SqlRegistry
from service.storage.keys.secret_files import read_or_create_secret
from service.storage.norms.norm_repository import SqlNormRepository
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics
from service.telemetry.observer import TelemetryObserver

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")
_WINDOW_SECONDS = 60
# For each visitor of a page, by its address: a form is sent a few times, not a thousand.
_VISITOR_RATE = 120


def build(settings: Settings) -> ASGIApp:
    """Return the ASGI application; raise ``InvalidSetting`` or ``InvalidPack`` when it cannot be built."""
    keys = open_local_key(settings.data_dir)
    secret = settings.secret or read_or_create_secret(
        settings.data_dir / "secret", lambda: secrets.token_urlsafe(32)
    )
    return create_app(_services(settings, keys, secret))


def contract() -> str:
    """Return the OpenAPI contract as YAML, without touching the data folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"PALIER_DATA_DIR": folder})
        services = _services(settings, LocalKey(make_key("sk_live")), "")
        try:
            return contract_text(services)
        finally:
            services.close()


def _services(settings: Settings, local: KeyStore, secret: str) -> Services:
    catalogue = shipped()
    engine, metrics = AssessmentEngine(catalogue), Metrics()
    database = open_database(settings)
    store = SqlStore(database, metrics)
    metrics.watch_queue(store.writer.waiting)
    keys = SqlKeyStore(local, database, store.writer, _now)

    def close() -> None:
        keys.close()
        store.close()

    links = LinkSigner(secret.encode(), settings.public_url, _now)
    benchmarks = Benchmarks(catalogue, store.norms)
    return Services(
        engine=engine,
        assessments=Assessments(engine, store, benchmarks, links, _now),
        benchmarks=benchmarks,
        statistics=Statistics(store),
        exports=Exports(store),
        handbook=MethodologyReader(catalogue),
        links=links,
        keys=keys,
        limiter=Limiter(
            [
                *(Policy(name, settings.rate, _WINDOW_SECONDS) for name in ("requests", "previews")),
                Policy("visitors", _VISITOR_RATE, _WINDOW_SECONDS),
            ],
            settings.replicas,
            time.monotonic,
        ),
        trusted_proxies=settings.trusted_proxies,
        observer=TelemetryObserver(metrics, Log(sys.stderr)),
        metrics=metrics.exposition,
        probe=store.probe,
        close=close,
    )


def open_database(settings: Settings, *, alongside_server: bool = False) -> Database:
    """Open the database of these settings; ``alongside_server`` for a command. Raises ``InvalidSetting``."""
    if (settings.database_url or "").startswith(_POSTGRES):
        return open_postgres(settings.database_url or "")
    path, setting = sqlite_file(settings)
    return open_sqlite(path, setting, alongside_server=alongside_server)


def publishing(database: Database) -> NormPublisher:
    """Return the use case of publishing norms from an opened database."""
    return NormPublisher(AssessmentEngine(shipped()), SqlNormRepository(database))


def administration(database: Database) -> Administration:
    """Return the operator's use cases on an opened database."""
    return Administration(SqlRegistry(database), _now)


def sqlite_file(settings: Settings) -> tuple[Path, str]:
    """Return the database file, and the setting that names it; raise ``InvalidSetting`` for another kind."""
    url = settings.database_url
    if url is None:
        return settings.data_dir / "palier.db", "PALIER_DATA_DIR"
    if not url.startswith(_SQLITE) or url == _SQLITE:
        raise InvalidSetting(
            "PALIER_DATABASE_URL",
            "it names no SQLite file and no PostgreSQL database",
            "Leave it out, or give sqlite:/// and a path, or postgresql://ROLE:PASSWORD@HOST/DATABASE.",
        )
    return Path(url.removeprefix(_SQLITE)), "PALIER_DATABASE_URL"


def _now() -> datetime:
    return datetime.now(UTC)
