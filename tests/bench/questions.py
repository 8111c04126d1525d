"""Everything that can be asked of the service, to measure what each request costs."""

from collections.abc import Iterator
from typing import get_args

from msgspec import Struct

from service.model.codes import ExportFormat, GroupBy, Include, Period, StoredInclude
from tests.bench.engine import usual_body


class Question(Struct, frozen=True, kw_only=True):
    """A request to measure; ``{id}`` in its path is that of a stored assessment, another each time."""

    name: str
    path: str
    method: str = "GET"
    body: bytes = b""
    is_public: bool = False


def questions(version: str) -> Iterator[Question]:
    """Each operation in its plain form, then with each part, group, period and format."""
    body = usual_body()
    preview, stored = "/v1/assessments/preview", "/v1/assessments"
    yield Question(name="previewAssessment", method="POST", path=preview, body=body)
    for part in get_args(Include):
        name = f"previewAssessment {part}"
        yield Question(name=name, method="POST", path=f"{preview}?include={part}", body=body)
    yield Question(name="createAssessment", method="POST", path=stored, body=body)
    yield Question(name="getAssessment", path="/v1/assessments/{id}")
    for part in get_args(StoredInclude):
        yield Question(
            name=f"createAssessment {part}", method="POST", path=f"{stored}?include={part}", body=body
        )
        yield Question(name=f"getAssessment {part}", path=f"{stored}/{{id}}?include={part}")
    yield Question(name="listAssessments", path=f"{stored}?limit=100")
    for wanted in (
        "nace_section=U",
        "maturity_level=network&sourcing_model=low_cost_provider",
        "reference=none",
    ):
        yield Question(name=f"listAssessments {wanted}", path=f"{stored}?limit=100&{wanted}")
    for operation, end in (
        ("getTrace", "trace"),
        ("replayAssessment", "replay"),
        ("getRadar", "radar.svg"),
        ("getBadge", "badge.svg"),
        ("getBenchmark", "benchmark"),
    ):
        yield Question(name=operation, path=f"{stored}/{{id}}/{end}")
    yield Question(name="getNorm", path="/v1/benchmarks?nace_section=G&size_class=micro&country=FR")
    yield from statistics_questions()
    for format_ in get_args(ExportFormat):
        yield Question(name=f"exportAssessments {format_}", path=f"/v1/exports/assessments?format={format_}")
    yield Question(name="getMe", path="/v1/me")
    yield from public_questions(version)
    yield Question(name="eraseAssessment", method="DELETE", path=f"{stored}/{{id}}")
    yield Question(name="eraseOrganisation", method="DELETE", path=f"{stored}?reference=none")
    yield Question(name="eraseOrganisation of one", method="DELETE", path=f"{stored}?reference={{reference}}")


def statistics_questions() -> Iterator[Question]:
    for query in (
        "",
        *(f"group_by={group}" for group in get_args(GroupBy)),
        *(f"period={period}" for period in get_args(Period)),
        *(f"group_by={group}&period=day" for group in get_args(GroupBy)),
        "group_by=tag&period=week",
        "group_by=tag&period=day&format=csv",
    ):
        yield Question(name=f"getStats {query}", path=f"/v1/stats?{query}")


def public_questions(version: str) -> Iterator[Question]:
    pack = f"/v1/methodologies/{version}"
    for name, path in {
        "getQuestionnaire": "/v1/questionnaire?form=full",
        "listMethodologies": "/v1/methodologies",
        "getMethodology": pack,
        "getRule": f"{pack}/rules/factor.voice_delegation",
        "getSource": f"{pack}/sources/J",
        "getContract": "/openapi.yaml",
        "getContractAsJson": "/openapi.json",
        "getLiveness": "/livez",
        "getReadiness": "/readyz",
        "getMetrics": "/metrics",
    }.items():
        yield Question(name=name, path=path, is_public=True)
