"""What a call takes from a quota, in units: one unit is the work of one preview.

The one table of prices, beside the operations that it names; ``tests/bench/quota.py`` measures them. Nothing
may cost a unit and take the time of three previews. What is not known before, such as the rows of an export,
is settled once it was done.
"""

from collections.abc import Iterable
from math import ceil
from typing import Any

from service.model.codes import StoredInclude

# Units for each request, by operation.
OPERATIONS: dict[str, int] = {
    "previewAssessment": 1,
    "createAssessment": 2,
    "listAssessments": 4,
    "eraseOrganisation": 4,
    "getAssessment": 2,
    "eraseAssessment": 10,
    "getTrace": 3,
    "replayAssessment": 4,
    "getRadar": 4,
    "getBadge": 2,
    "getBenchmark": 2,
    "getNorm": 1,
    "getStats": 2,
    "exportAssessments": 2,
    "getMe": 1,
    "getQuestionnaire": 1,
    "listMethodologies": 1,
    "getMethodology": 2,
    "getRule": 1,
    "getSource": 1,
    "getContract": 1,
    "getContractAsJson": 1,
    # Monitors call these; each is answered from memory, or by one empty transaction.
    "getLiveness": 0,
    "getReadiness": 0,
    "getMetrics": 0,
}
# Units for each part that is included, beside the request.
PARTS: dict[StoredInclude, int] = {
    "profile": 0,
    "trace": 1,
    "counterfactuals": 25,
    "robustness": 3,
    "benchmark": 2,
    "history": 3,
}
# What is settled once it was done: units for each thing of a kind.
SETTLED: dict[str, dict[str, float]] = {
    # Codes that a list is narrowed by are looked for from the newest assessment on.
    "listAssessments": {"narrowed": 8},
    "eraseOrganisation": {"erased": 4},
    "exportAssessments": {"rows": 0.05},
    # Rows of the answer; groups of a day or a month that were added up for them; assessments that had to be
    # added up one by one, because they were stored just before.
    "getStats": {"rows": 0.05, "groups": 0.02, "assessments": 0.05},
}


def settled(operation: str, **numbers: int) -> int:
    """Units to settle for an operation that did so much of each kind."""
    each = SETTLED[operation]
    return ceil(sum(each[kind] * number for kind, number in numbers.items()))


def cost(operation: str, parts: Iterable[StoredInclude]) -> dict[str, Any]:
    """What an operation that can include these parts costs, as the contract says it."""
    result: dict[str, Any] = {"request": OPERATIONS[operation]}
    included = {part: PARTS[part] for part in parts}
    return result | ({"include": included} if included else {}) | SETTLED.get(operation, {})
