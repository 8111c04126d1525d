"""The one composition root: the only place where layers meet and adapters are chosen."""

import sys

from litestar.types import ASGIApp

from service.api.server import contract_text, create_app
from service.api.services import Services
from service.application.handbook import Handbook
from service.application.keys import make
from service.application.ports import KeyStore
from service.application.previews import Previews
from service.methodology.catalogue import shipped
from service.settings import Settings
from service.storage.local_key import LocalKey, open_local_key
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics
from service.telemetry.watch import Watch


def build(settings: Settings) -> ASGIApp:
    """Return the ASGI application; raise ``InvalidSetting`` or ``InvalidPack`` when it cannot be built."""
    return create_app(_services(open_local_key(settings.data_dir)))


def contract() -> str:
    """Return the OpenAPI contract as YAML, without touching the data folder."""
    return contract_text(_services(LocalKey(make("sk_live"))))


def _services(keys: KeyStore) -> Services:
    catalogue = shipped()
    metrics = Metrics()
    return Services(
        previews=Previews(catalogue),
        handbook=Handbook(catalogue),
        keys=keys,
        observer=Watch(metrics, Log(sys.stderr)),
        metrics=metrics.exposition,
    )
