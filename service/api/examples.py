"""The examples of the contract, executed at start-up so that they can never be out of date.

Imports the use cases through the services that it is given.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from service.api.formats.csv import CSV, lines
from service.api.formats.exports import NDJSON, as_lines
from service.api.formats.exports import as_table as rows_as_table
from service.api.operations.account import me
from service.api.operations.statistics import as_table
from service.api.services import Services
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.links import LinkSigner
from service.application.assessments.records import AnswerExtras, Owner, list_item, record_of, stored_answer
from service.application.exports.exports import COLUMNS, row_of
from service.application.norms.benchmarks import Benchmarks, NormQuery
from service.application.ports.assessment_store import AssessmentRecord
from service.application.ports.change_feed import ChangeEntry, ChangePosition
from service.application.ports.key_store import Key
from service.application.ports.norm_reader import Edition
from service.application.spaces import space_of
from service.application.statistics.rollups import aggregate, contribution_of
from service.application.statistics.statistics import StatisticsRequest, statistics_of
from service.model.codes import Include
from service.model.documents.benchmark import StandingDocument
from service.model.documents.statistics import Stats
from service.model.documents.stored_assessment import AssessmentPage, Erased, Replay, TraceDocument
from service.model.profile import Profile
from service.norms import lattice
from service.norms.cohorts import Cell
from service.norms.release import Figures
from service.texts import LANGUAGES, Language

_MOMENT = datetime(2026, 11, 22, 10, tzinfo=UTC)
_ID = UUID("01a202e3-0c00-7000-8000-000000000017")

PROFILE: dict[str, Any] = {
    "organisation": {"country": "FR", "headcount": 42, "activity_code": "47.71", "reference": "shop-17"},
    "strategy": {"brand_advantage": 3, "digital_transformation": 2, "web_native": 2},
    "competencies": {
        "strategy": {"evidence": {"to_emergent": "yes", "to_community": "partly", "to_network": "no"}},
        "community_management": {"evidence": {"to_emergent": "yes", "to_community": "no"}},
        "content": {"stage": 2},
    },
    "presence": {
        "channels": [{"kind": "facebook", "followers": 5200, "posts_per_week": 4}],
        "inbound_messages_per_week": 40,
        "current_setup": "shared_role",
    },
    "capacity": {
        "monthly_budget_eur": {"min": 1500, "max": 2500},
        "available_hours_per_week": 10,
        "skills": {"technical": 2, "legal": 1, "communication": 3},
        "can_hire": True,
    },
    "governance": {"management_support": "yes", "voice_delegation": "partly", "validation_hours": 24},
    "preferences": {"priority": "durability", "objectives": ["dialogue", "brand"]},
}


def run_examples(services: Services) -> dict[str, Any]:
    """Return what to send and what is answered, by operation id: ``{request, answers: {en, fr}, tables}``.

    The handbook's lists are cut to one item.
    """
    answers = {language: _answers(services, language) for language in LANGUAGES}
    tables = {
        "getStats": {CSV: as_table(_on_sums(services.engine)).decode()},
        "exportAssessments": _exported(services.engine),
    }
    return {
        name: {
            "request": PROFILE if name in ("previewAssessment", "createAssessment") else None,
            "answers": {each: answers[each][name] for each in LANGUAGES if name in answers[each]} or None,
            "tables": tables.get(name, {}),
        }
        for name in [*answers["en"], "exportAssessments"]
    }


def _answers(services: Services, language: Language) -> dict[str, Any]:
    """What each operation answers in this language, as plain data."""
    book = services.handbook
    versions = book.methodologies()
    version = versions.items[0].version
    methodology = book.methodology(version, language)
    known = Key(id="local", tenant="local", kind="sk_live", scopes=frozenset({"assess", "read"}))
    handbook: dict[str, Struct] = {
        "listMethodologies": versions,
        "getMethodology": methodology,
        "getRule": book.rule(version, methodology.rules[0].id, language),
        "getSource": book.source(version, methodology.sources[0].id, language),
        "getQuestionnaire": book.questionnaire("express", language, None),
    }
    whole = {
        "getMe": me(known, services.limiter),
        **_on_assessments(services.engine, language),
        **_on_norms(services.benchmarks, language),
        "getStats": _on_sums(services.engine),
    }
    return {name: _cut(msgspec.to_builtins(answer)) for name, answer in handbook.items()} | {
        name: msgspec.to_builtins(answer) for name, answer in whole.items()
    }


def _on_assessments(engine: AssessmentEngine, language: Language) -> dict[str, Struct]:
    """The example profile as previewed, stored, listed and explained: with an id and a date of its own."""
    profile = msgspec.convert(PROFILE, Profile)
    parts: frozenset[Include] = frozenset({"trace"})
    traced, result = engine.assess_and_digest(profile, language, parts, engine.current)
    found = engine.assess(profile, language)
    links = LinkSigner(b"example", None, lambda: _MOMENT)
    record = record_of((_ID, _MOMENT), Owner(space_of("local"), "server"), profile, found, result)
    assert traced.trace is not None
    rules, sources = traced.trace.rules[:1], traced.trace.sources[:1]
    kept = stored_answer(record, found, AnswerExtras(None, None), links)
    return {
        "previewAssessment": found,
        "createAssessment": kept,
        "getAssessment": kept,
        "listAssessments": AssessmentPage((list_item(record, links),), None),
        "getTrace": TraceDocument(str(_ID), traced.methodology, rules, sources),
        "replayAssessment": Replay(str(_ID), found.methodology, found.methodology, True, (), (), found),
        "eraseOrganisation": Erased(1),
    }


def _on_norms(benchmarks: Benchmarks, language: Language) -> dict[str, Struct]:
    """A norm of forty organisations, and where one with an index of 2.4 stands in it."""
    asked = NormQuery(
        space=space_of("local"), language=language, assessor="self", section="G", size="micro", country="FR"
    )
    counts = lattice.empty()
    for vote in range(40):
        lattice.count(counts, bytes([12 + vote % 30, *((vote + place) % 9 for place in range(8))]))
    cell = Cell("self", "G", "micro")
    found = benchmarks.shown(
        asked, Edition(asked.version or "", 3, _MOMENT), {cell: Figures(20, 3, counts)}, 2.4
    )
    return {
        "getBenchmark": found.norm,
        "getStanding": StandingDocument(str(_ID), found.norm, found.position),
    }


def _record(engine: AssessmentEngine) -> AssessmentRecord:
    profile = msgspec.convert(PROFILE, Profile)
    found, result = engine.assess_and_digest(profile, "en", frozenset(), engine.current)
    return record_of((_ID, _MOMENT), Owner(space_of("local"), "server"), profile, found, result)


def _exported(engine: AssessmentEngine) -> dict[str, str]:
    """The example profile as exported, and another one's erasure."""
    moment = (_MOMENT - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    changes = (
        ChangeEntry(ChangePosition(0, 1), _ID, moment, False, _record(engine)),
        ChangeEntry(
            ChangePosition(0, 2), UUID("01a202e3-0c00-7000-8000-000000000016"), moment + 250_000, True, None
        ),
    )
    rows = [row_of(change) for change in changes]
    return {NDJSON: as_lines(rows).decode(), CSV: (lines([COLUMNS]) + rows_as_table(rows)).decode()}


def _on_sums(engine: AssessmentEngine) -> Stats:
    """Statistics of the example profile alone."""
    record = _record(engine)
    asked = StatisticsRequest(group_by="section", period="month")
    sums = {
        (key.start, key.value): sums
        for key, sums in aggregate([contribution_of(record)]).items()
        if (key.grain, key.dimension) == ("month", "section")
    }
    return statistics_of(asked, sums)


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(member) for name, member in value.items()}
    return [_cut(item) for item in value[:1]] if isinstance(value, list | tuple) else value
