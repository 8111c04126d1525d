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
from service.application.assessments import Assessments
from service.application.assessor import Assessor
from service.application.handbook import Handbook
from service.application.keys import make
from service.application.limits import Limiter, Policy
from service.application.links import Links
from service.application.ports import KeyStore
from service.errors import InvalidSetting
from service.methodology.catalogue import shipped
from service.settings import Settings, read_settings
from service.storage.local_key import LocalKey, open_local_key
from service.storage.private_files import kept_text
from service.storage.sqlite import SqliteStore
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics
from service.telemetry.watch import Watch

_SQLITE = "sqlite:///"
_WINDOW_SECONDS = 60


def build(settings: Settings) -> ASGIApp:
    """Return the ASGI application; raise ``InvalidSetting`` or ``InvalidPack`` when it cannot be built."""
    keys = open_local_key(settings.data_dir)
    secret = settings.secret or kept_text(settings.data_dir / "secret", lambda: secrets.token_urlsafe(32))
    return create_app(_services(settings, keys, secret))


def contract() -> str:
    """Return the OpenAPI contract as YAML, without touching the data folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"PALIER_DATA_DIR": folder})
        services = _services(settings, LocalKey(make("sk_live")), "")
        try:
            return contract_text(services)
        finally:
            services.close()


def _services(settings: Settings, keys: KeyStore, secret: str) -> Services:
    catalogue = shipped()
    assessor, metrics, store = Assessor(catalogue), Metrics(), SqliteStore(*database_of(settings))
    links = Links(secret.encode(), settings.public_url, _now)
    return Services(
        assessor=assessor,
        assessments=Assessments(assessor, store, links, _now),
        handbook=Handbook(catalogue),
        links=links,
        keys=keys,
        limiter=Limiter(
            [Policy(name, settings.rate, _WINDOW_SECONDS) for name in ("requests", "previews")],
            settings.replicas,
            time.monotonic,
        ),
        trusted_proxies=settings.trusted_proxies,
        observer=Watch(metrics, Log(sys.stderr)),
        metrics=metrics.exposition,
        probe=store.probe,
        close=store.close,
    )


def database_of(settings: Settings) -> tuple[Path, str]:
    """Return the database file, and the setting that names it; raise ``InvalidSetting`` for another kind."""
    url = settings.database_url
    if url is None:
        return settings.data_dir / "palier.db", "PALIER_DATA_DIR"
    if not url.startswith(_SQLITE) or url == _SQLITE:
        raise InvalidSetting(
            "PALIER_DATABASE_URL",
            "this release stores in SQLite only",
            "Leave it out, or give sqlite:/// and the path of a file on a local disk.",
        )
    return Path(url.removeprefix(_SQLITE)), "PALIER_DATABASE_URL"


def _now() -> datetime:
    return datetime.now(UTC)
