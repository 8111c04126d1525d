"""Requests drawn from the contract, right and wrong ones: every answer is one that the contract describes."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from service.api.server import create_app
from tests.support.http_client import KEY
from tests.support.services import given_services

# The same few each time: a served Palier is fuzzed in earnest, on fresh seeds, by ``make fuzz``.
EXAMPLES = 10
COMMITTED = Path(__file__).parents[3] / "openapi" / "openapi.yaml"
OPERATIONS = re.findall(r"^      operationId: (\w+)", COMMITTED.read_text("utf-8"), re.MULTILINE)


@cache
def parsed(text: bytes) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


# The contract itself is a response, and the same one each time: it is parsed once.
@schemathesis.deserializer("text/yaml", "application/yaml")
def read_yaml(_: Any, response: Any) -> Any:
    return parsed(response.content)


@pytest.fixture(scope="module")
def contract() -> BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(given_services()))


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def examine(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"})


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_answer_is_one_that_the_contract_describes(contract: BaseSchema, operation: str) -> None:
    # As `contract.parametrize()` does it, but when the test runs: at collection it takes ten seconds.
    load_all_checks()
    part = contract.include(operation_id=operation)
    (built,) = get_all_tests(schema=part, test_func=examine, settings=None, given_kwargs={})
    _, run = built.ok()
    run()
