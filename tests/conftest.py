"""What tests of several folders share: the depth of properties, a PostgreSQL server for each worker.

Depth is quick by default, thorough with ``PALIER_TEST_DEPTH=thorough``. No property is timed.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import Postgres, postgres

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "quick", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW
)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("PALIER_TEST_DEPTH", "quick"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with postgres(durable=False) as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    with postgres_server.lent() as url:
        yield url
