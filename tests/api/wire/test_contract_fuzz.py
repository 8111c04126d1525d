"""Requests drawn from the contract, right and wrong ones: every answer is one that the contract describes."""

import schemathesis
from hypothesis import HealthCheck, settings

from service.api.server import create_app
from tests.support.http_client import KEY
from tests.support.services import given_services

# The same few each time: a served Palier is fuzzed in earnest, on fresh seeds, by ``make fuzz``.
EXAMPLES = 20
CONTRACT = schemathesis.openapi.from_asgi("/openapi.json", create_app(given_services()))


@CONTRACT.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_contract_describes(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"})
