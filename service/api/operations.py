"""What operators and clients' tools read: health, metrics and the contract. Imports no use case."""

from typing import Any

from litestar import Request, Response, get

from service.api.answers import revalidated
from service.api.operation import Call
from service.api.services import services_of

# The framework adds the charset, which is UTF-8.
_TEXT = "text/plain"
_METRICS = "text/plain; version=0.0.4"


@get(
    "/livez",
    operation_id="getLiveness",
    summary="Tell whether the process is alive",
    description="Restart the process when this does not answer.",
    tags=["Operation"],
    opt=Call(summary_fr="Dire si le processus est vivant", media_type=_TEXT).opt(),
)
async def livez() -> Response[bytes]:
    """Answer at all."""
    return _text(b"alive\n", _TEXT)


@get(
    "/readyz",
    operation_id="getReadiness",
    summary="Tell whether the service can answer",
    description="Send no request to this process until this answers 200.",
    tags=["Operation"],
    opt=Call(summary_fr="Dire si le service peut répondre", media_type=_TEXT).opt(),
)
async def readyz() -> Response[bytes]:
    """Answer once the application is built, which loads every methodology first."""
    return _text(b"ready\n", _TEXT)


@get(
    "/metrics",
    operation_id="getMetrics",
    summary="Read the metrics",
    description="In Prometheus' text format. No label names a tenant; hide it from the outside all the same.",
    tags=["Operation"],
    opt=Call(summary_fr="Lire les mesures", media_type=_METRICS).opt(),
)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return the metrics of this process."""
    return _text(services_of(request).metrics(), _METRICS)


@get(
    "/openapi.yaml",
    operation_id="getContract",
    summary="Read this contract",
    description="OpenAPI 3.1, as YAML.",
    tags=["Operation"],
    opt=Call(summary_fr="Lire ce contrat", media_type="application/yaml").opt(),
)
async def contract_yaml(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return the contract as YAML."""
    return revalidated(request, request.app.state["contract"].yaml)


@get(
    "/openapi.json",
    operation_id="getContractAsJson",
    summary="Read this contract as JSON",
    description="OpenAPI 3.1, as JSON.",
    tags=["Operation"],
    opt=Call(summary_fr="Lire ce contrat en JSON").opt(),
)
async def contract_json(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return the contract as JSON."""
    return revalidated(request, request.app.state["contract"].json)


def _text(content: bytes, media_type: str) -> Response[bytes]:
    return Response(content, status_code=200, media_type=media_type, headers={"Cache-Control": "no-store"})
