"""What operators and clients' tools read: health, metrics and the contract. Imports no use case."""

from typing import Any

from litestar import Request, get

from service.api.services import services_of
from service.api.traits import DeclaredTrait
from service.api.wire.operation import OperationSpec
from service.api.wire.responses import ByteResponse, document_response, text_response

_TEXT = "text/plain"
_METRICS = "text/plain; version=0.0.4"


def _spec(media_type: str, *traits: DeclaredTrait) -> OperationSpec:
    """A public operation that consumes no quota: monitors call it."""
    return OperationSpec(
        tag="operation", scope=None, limit=None, media_type=media_type, traits=frozenset(traits)
    )


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
    return text_response(services_of(request).metrics(), _METRICS)


@get("/openapi.yaml", operation_id="getContract", opt={"spec": _spec("application/yaml", "tagged")})
async def contract_yaml(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the contract as YAML."""
    return document_response(request, request.app.state["contract"].yaml)


@get("/openapi.json", operation_id="getContractAsJson", opt={"spec": _spec("application/json", "tagged")})
async def contract_json(request: Request[Any, Any, Any]) -> ByteResponse:
    """Return the contract as JSON."""
    return document_response(request, request.app.state["contract"].json)


HANDLERS = (livez, readyz, metrics, contract_yaml, contract_json)
