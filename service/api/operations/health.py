"""What operators and clients' tools read: health, metrics and the contract. Imports no use case."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any

from litestar import Request, get

from service.api.services import services_of
from service.api.traits import DeclaredTrait
from service.api.wire.operation import Limit, OperationSpec
from service.api.wire.responses import ByteResponse, document_response, text_response

_TEXT = "text/plain"
_METRICS = "text/plain; version=0.0.4"
_FRESH_SECONDS = 1.0


def _spec(media_type: str, *traits: DeclaredTrait, limit: Limit | None = None) -> OperationSpec:
    """A public operation; without a limit, monitors call it."""
    return OperationSpec(
        tag="operation", scope=None, limit=limit, media_type=media_type, traits=frozenset(traits)
    )


class Exposition:
    """The text of the metrics, made in a thread, and at most once a second, however often it is asked for."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self._make = make
        self._text: asyncio.Future[bytes] | None = None
        self._made_at = 0.0

    async def text(self) -> bytes:
        """Return the text, which is a second old at most."""
        if self._text is None or monotonic() - self._made_at >= _FRESH_SECONDS:
            self._made_at = monotonic()
            # Not in a thread that requests wait for: metrics are needed most when those are busy.
            self._text = asyncio.ensure_future(asyncio.to_thread(self._make))
        # Shielded: whoever asked first may be gone before the others have their answer.
        return await asyncio.shield(self._text)


@get("/livez", operation_id="getLiveness", opt={"spec": _spec(_TEXT)})
async def livez() -> ByteResponse:
    """Answer: the process is alive."""
    return text_response(b"alive\n", _TEXT)


@get("/readyz", operation_id="getReadiness", opt={"spec": _spec(_TEXT, "stored")})
async def readyz(request: Request[Any, Any, Any]) -> ByteResponse:
    """Answer while the store can store; the application is built, so every methodology is loaded."""
    await services_of(request).probe()
    return text_response(b"ready\n", _TEXT)


@get("/metrics", operation_id="getMetrics", opt={"spec": _spec(_METRICS)})
async def metrics(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the metrics of this process."""
    exposition: Exposition = request.app.state["exposition"]
    return text_response(await exposition.text(), _METRICS)


@get(
    "/openapi.yaml",
    operation_id="getContract",
    opt={"spec": _spec("application/yaml", "compressed", "tagged", limit="public")},
)
async def contract_yaml(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the contract as YAML."""
    return document_response(request, request.app.state["contract"].yaml)


@get(
    "/openapi.json",
    operation_id="getContractAsJson",
    opt={"spec": _spec("application/json", "compressed", "tagged", limit="public")},
)
async def contract_json(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the contract as JSON."""
    return document_response(request, request.app.state["contract"].json)


HANDLERS = (livez, readyz, metrics, contract_yaml, contract_json)
