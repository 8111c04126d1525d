"""What operators and clients' tools read: health, metrics and the contract. Imports no use case."""

from typing import Any

from litestar import Request, get

from service.api.services import services_of
from service.api.wire.operation import OperationSpec
from service.api.wire.responses import Answer, revalidated, text

_TEXT = "text/plain"
_METRICS = "text/plain; version=0.0.4"


@get(
    "/livez",
    operation_id="getLiveness",
    summary="Tell whether the process is alive",
    description="Restart the process when this does not answer.",
    tags=["Operation"],
    opt=OperationSpec(
        scope=None,
        limit=None,
        summary_fr="Dire si le processus est vivant",
        description_fr="Redémarrez le processus quand ceci ne répond plus.",
        media_type=_TEXT,
    ).opt(),
)
async def livez() -> Answer:
    """Answer at all."""
    return text(b"alive\n", _TEXT)


@get(
    "/readyz",
    operation_id="getReadiness",
    summary="Tell whether the service can answer",
    description="Send no request to this process until this answers 200.",
    tags=["Operation"],
    opt=OperationSpec(
        scope=None,
        limit=None,
        stored=True,
        summary_fr="Dire si le service peut répondre",
        description_fr="N’envoyez aucune requête à ce processus tant que ceci ne répond pas 200.",
        media_type=_TEXT,
    ).opt(),
)
async def readyz(request: Request[Any, Any, Any]) -> Answer:
    """Answer once the application is built, which loads every methodology first, and while it can store."""
    await services_of(request).probe()
    return text(b"ready\n", _TEXT)


@get(
    "/metrics",
    operation_id="getMetrics",
    summary="Read the metrics",
    description="In Prometheus' text format. No label names a tenant; hide it from the outside all the same.",
    tags=["Operation"],
    opt=OperationSpec(
        scope=None,
        limit=None,
        summary_fr="Lire les mesures",
        description_fr="Au format texte de Prometheus. Aucune étiquette ne nomme de client ; cachez-les tout"
        " de même à l’extérieur.",
        media_type=_METRICS,
    ).opt(),
)
async def metrics(request: Request[Any, Any, Any]) -> Answer:
    """Return the metrics of this process."""
    return text(services_of(request).metrics(), _METRICS)


@get(
    "/openapi.yaml",
    operation_id="getContract",
    summary="Read this contract",
    description="OpenAPI 3.1, as YAML.",
    tags=["Operation"],
    opt=OperationSpec(
        scope=None,
        limit=None,
        summary_fr="Lire ce contrat",
        description_fr="OpenAPI 3.1, en YAML.",
        media_type="application/yaml",
        tagged=True,
    ).opt(),
)
async def contract_yaml(request: Request[Any, Any, Any]) -> Answer:
    """Return the contract as YAML."""
    return revalidated(request, request.app.state["contract"].yaml)


@get(
    "/openapi.json",
    operation_id="getContractAsJson",
    summary="Read this contract as JSON",
    description="OpenAPI 3.1, as JSON.",
    tags=["Operation"],
    opt=OperationSpec(
        scope=None,
        limit=None,
        summary_fr="Lire ce contrat en JSON",
        description_fr="OpenAPI 3.1, en JSON.",
        tagged=True,
    ).opt(),
)
async def contract_json(request: Request[Any, Any, Any]) -> Answer:
    """Return the contract as JSON."""
    return revalidated(request, request.app.state["contract"].json)
