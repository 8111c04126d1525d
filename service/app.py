"""The one composition root: the only place where layers meet and adapters are chosen."""

import sys

from litestar.types import ASGIApp

from service.api.server import create_app
from service.api.services import Services
from service.application.handbook import Handbook
from service.application.previews import Previews
from service.methodology.catalogue import shipped
from service.settings import Settings
from service.storage.local_key import open_local_key
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics
from service.telemetry.watch import Watch


def build(settings: Settings) -> ASGIApp:
    """Return the ASGI application; raise ``InvalidSetting`` or ``InvalidPack`` when it cannot be built."""
    catalogue = shipped()
    metrics = Metrics()
    return create_app(
        Services(
            previews=Previews(catalogue),
            handbook=Handbook(catalogue),
            keys=open_local_key(settings.data_dir),
            observer=Watch(metrics, Log(sys.stderr)),
            metrics=metrics.exposition,
        )
    )
