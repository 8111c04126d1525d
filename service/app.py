"""The one composition root: the only place where layers meet and adapters are chosen."""

import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

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
from service.application.methodology.packs import served_catalogue
from service.application.norms.benchmarks import Benchmarks
from service.application.norms.publishing import NormPublisher
from service.application.ports.key_store import KeyStore
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
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics
from service.telemetry.observer import TelemetryObserver
from service.texts import check_texts

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")
_WINDOW_SECONDS = 60
# Requests a window of one visitor of a page, by its address: a form is sent a few times, not a thousand.
_VISITOR_RATE = 120


def build(settings: Settings) -> ASGIApp:
    """Return the ASGI application, with every text and pack checked.

    Raises ``InvalidSetting``, ``InvalidPack`` or ``InvalidTexts`` when it cannot be built.
    """
    check_texts()
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
    catalogue = served_catalogue(settings.methodologies)
    engine, metrics = AssessmentEngine(catalogue), Metrics()
    database = open_database(settings)
    stores = open_stores(database, metrics)
    metrics.watch_queue(stores.committer.queue_length)
    keys = SqlKeyStore(local, database, stores.committer, _now)

    def close() -> None:
        keys.close()
        stores.close()

    links = LinkSigner(secret.encode(), settings.public_url, _now)
    benchmarks = Benchmarks(catalogue, stores.norms)
    return Services(
        engine=engine,
        assessments=Assessments(engine, stores.assessments, benchmarks, links, _now),
        benchmarks=benchmarks,
        statistics=Statistics(stores.rollups),
        exports=Exports(stores.changes),
        handbook=MethodologyReader(catalogue),
        links=links,
        keys=keys,
        limiter=_limiter(settings),
        trusted_proxies=settings.trusted_proxies,
        observer=TelemetryObserver(metrics, Log(sys.stderr)),
        metrics=metrics.exposition,
        probe=stores.probe,
        close=close,
    )


def _limiter(settings: Settings) -> Limiter:
    policies = [
        Policy("requests", settings.rate, _WINDOW_SECONDS),
        Policy("previews", settings.rate, _WINDOW_SECONDS),
        Policy("visitors", _VISITOR_RATE, _WINDOW_SECONDS),
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
