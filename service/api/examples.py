"""The examples of the contract, executed at start-up so that they can never be out of date.

Imports the use cases, and takes their instances from the services.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from service.api.formats.csv import CSV, lines
from service.api.formats.exports import NDJSON, as_lines, as_page
from service.api.formats.exports import as_table as rows_as_table
from service.api.operations.account import me
from service.api.operations.statistics import as_table
from service.api.services import Services
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.links import LinkSigner
from service.application.assessments.records import (
    AnswerExtras,
    Owner,
    record_of,
    stored_assessment,
)
from service.application.assessments.rows import row_of
from service.application.exports.exports import COLUMNS, ChangePage, ExportRow, export_row
from service.application.ids import Identity
from service.application.norms.benchmarks import Benchmarks, NormQuery, OwnIndex
from service.application.ports.change_feed import ChangeEntry, ChangePosition, Cursor
from service.application.ports.key_store import Key
from service.application.ports.norm_reader import Edition
from service.application.ports.rollup_store import RollupGroup
from service.application.spaces import space_of
from service.application.statistics.rollups import aggregate, contribution_of
from service.application.statistics.statistics import StatisticsRequest, statistics_of
from service.model.answer.assessment import Assessment
from service.model.codes import Include
from service.model.documents.row import AssessmentRow
from service.model.documents.statistics import Stats
from service.model.documents.stored_assessment import (
    AssessmentPage,
    Erased,
    Replay,
    StoredBenchmark,
    StoredTrace,
)
from service.model.profile import Profile
from service.norms import lattice
from service.norms.cohorts import Cell
from service.norms.release import Figures
from service.texts import LANGUAGES, Language

_TIMESTAMP = datetime(2026, 11, 22, 10, tzinfo=UTC)
_ID = UUID("01a202e3-0c00-7000-8000-000000000017")

PROFILE: dict[str, Any] = {
    "organisation": {"country": "FR", "headcount": 42, "activity_code": "47.71", "reference": "shop-17"},
    "importance": {"brand_advantage": 3, "digital_transformation": 2, "web_native": 2},
    "competencies": {
        "strategy": {"emergent": "yes", "community": "partly", "network": "no"},
        "community_management": {"emergent": "yes", "community": "no"},
        "content": {"level": "emergent"},
    },
    "presence": {
        "channels": [{"kind": "facebook", "followers": 5200, "posts_per_week": 4}],
        "inbound_messages_per_week": 40,
        "current_setup": ["shared_role"],
    },
    "capacity": {
        "budget_eur_per_month": {"min": 1500, "max": 2500},
        "available_hours_per_week": 10,
        "skills": {"technical": 2, "legal": 1, "communication": 3},
        "can_hire": True,
    },
    "governance": {"management_support": "yes", "voice_delegation": "partly", "validation_hours": 24},
    "preferences": {"priority": "durability", "objectives": ["dialogue", "brand"]},
}


def run_examples(services: Services) -> dict[str, Any]:
    """Return requests and responses by operation id: ``{request, answers: {en, fr}, tables, page}``.

    ``tables`` are texts by media type. Lists of the methodology are cut to one item.
    """
    answers = {language: _answers(services, language) for language in LANGUAGES}
    rows = _exports(services.engine)
    tables = {
        "getStats": {CSV: as_table(_statistics(services.engine)).decode()},
        "exportAssessments": {
            NDJSON: as_lines(rows).decode(),
            CSV: (lines([COLUMNS]) + rows_as_table(rows)).decode(),
        },
    }
    page = ChangePage(rows, Cursor(_ID, is_erasure=False), has_more=False)
    return {
        name: {
            "request": PROFILE if name in ("previewAssessment", "createAssessment") else None,
            "answers": {language: by_name[name] for language, by_name in answers.items() if name in by_name}
            or None,
            "tables": tables.get(name, {}),
            "page": msgspec.to_builtins(as_page(page)) if name == "exportAssessments" else None,
        }
        for name in [*answers["en"], "exportAssessments"]
    }


def _answers(services: Services, language: Language) -> dict[str, Any]:
    """The response of each operation in this language, as plain data."""
    book = services.handbook
    versions = book.methodologies()
    version = versions.items[0].version
    methodology = book.methodology(version, language)
    key = Key(id="local", tenant="local", kind="sk_live", scopes=frozenset({"assess", "read", "erase"}))
    cut: dict[str, Struct] = {
        "listMethodologies": versions,
        "getMethodology": methodology,
        "getRule": book.rule(version, methodology.rules[0].rule, language),
        "getSource": book.source(version, methodology.sources[0].source, language),
        "getQuestionnaire": book.questionnaire("express", language, None),
    }
    uncut = {
        "getMe": me(key, services.limiter),
        **_assessments(services.engine, language),
        **_norms(services.benchmarks, language),
        "getStats": _statistics(services.engine),
    }
    return {name: _cut(msgspec.to_builtins(answer)) for name, answer in cut.items()} | {
        name: msgspec.to_builtins(answer) for name, answer in uncut.items()
    }


def _assessments(engine: AssessmentEngine, language: Language) -> dict[str, Struct]:
    """The example profile as previewed, stored, listed and explained, with a fixed id and timestamp."""
    profile = msgspec.convert(PROFILE, Profile)
    parts: frozenset[Include] = frozenset({"trace"})
    traced, result = engine.assess_and_digest(profile, language, parts, engine.current)
    preview = engine.assess(profile, language)
    links = LinkSigner(b"example", "", lambda: _TIMESTAMP)
    record = record_of(
        Identity(_ID, _TIMESTAMP), Owner(space_of("local"), "server"), profile, preview, result
    )
    assert traced.trace is not None
    rules, sources = traced.trace.rules[:1], traced.trace.sources[:1]
    stored = stored_assessment(record, preview, AnswerExtras(None, None), links)
    return {
        "previewAssessment": preview,
        "createAssessment": stored,
        "getAssessment": stored,
        "listAssessments": AssessmentPage((record.row,), None),
        "getTrace": StoredTrace(str(_ID), traced.methodology, rules, sources),
        "replayAssessment": _unchanged_replay(preview),
        "eraseOrganisation": Erased(1),
    }


def _unchanged_replay(preview: Assessment) -> Replay:
    version = preview.methodology
    return Replay(
        id=str(_ID), stored=version, replayed=version, same=True, outputs=(), rules=(), assessment=preview
    )


def _norms(benchmarks: Benchmarks, language: Language) -> dict[str, Struct]:
    """The norm of forty organisations, and the position of an index of 2.4 in it."""
    query = NormQuery(
        space=space_of("local"),
        language=language,
        assessor="self",
        nace_section="G",
        size_class="micro",
        country="FR",
    )
    counts = lattice.empty()
    for vote in range(40):
        lattice.add_vote(counts, bytes([12 + vote % 30, *((vote + place) % 9 for place in range(8))]))
    cell = Cell("self", "G", "micro")
    benchmark = benchmarks.describe(
        query,
        Edition(query.version or "", 3, _TIMESTAMP),
        {cell: Figures(20, 3, counts)},
        OwnIndex(2.4, 2.4, 2.4),
    )
    return {
        "getNorm": benchmark.norm,
        "getBenchmark": StoredBenchmark(str(_ID), benchmark.norm, benchmark.position),
    }


def _row(engine: AssessmentEngine) -> AssessmentRow:
    profile = msgspec.convert(PROFILE, Profile)
    return row_of(profile, engine.assess(profile, "en", frozenset()), Identity(_ID, _TIMESTAMP), "server")


def _exports(engine: AssessmentEngine) -> list[ExportRow]:
    """Two rows of the change feed: the example profile, and the erasure of another one."""
    microseconds = (_TIMESTAMP - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    changes = (
        ChangeEntry(
            position=ChangePosition(0, 1),
            assessment=_ID,
            at=microseconds,
            is_erasure=False,
            row=_row(engine),
        ),
        ChangeEntry(
            position=ChangePosition(0, 2),
            assessment=UUID("01a202e3-0c00-7000-8000-000000000016"),
            at=microseconds + 250_000,
            is_erasure=True,
            row=None,
        ),
    )
    return [export_row(change) for change in changes]


def _statistics(engine: AssessmentEngine) -> Stats:
    """Statistics of the example profile alone."""
    request = StatisticsRequest(group_by="nace_section", period="month")
    sums = {
        RollupGroup(key.start, key.value): sums
        for key, sums in aggregate([contribution_of(_row(engine))]).items()
        if (key.grain, key.dimension) == ("month", "nace_section")
    }
    return statistics_of(request, sums)


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(member) for name, member in value.items()}
    return [_cut(item) for item in value[:1]] if isinstance(value, list | tuple) else value
