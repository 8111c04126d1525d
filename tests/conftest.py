"""What tests of several folders share: the kinds of slow tests, the depth of properties, a PostgreSQL.

``PALIER_TEST_DEPTH`` is how many examples a property is tried with: ``shallow`` (10, for ``make quick``),
``quick`` (20, the default), ``deep`` or ``thorough`` (120 or 1,000, each time others). No test is timed.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import Postgres, postgres

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
for _name, _examples in (("shallow", 10), ("quick", 20), ("deep", 120), ("thorough", 1000)):
    settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        derandomize=_name in ("shallow", "quick"),
        suppress_health_check=_SLOW,
    )
# Commands speak the language of the terminal: in tests, English.
os.environ["LC_ALL"] = "C.UTF-8"
settings.load_profile(os.environ.get("PALIER_TEST_DEPTH", "quick"))

TESTS = Path(__file__).parent
# The kind of slow test that a folder or a file holds; pyproject.toml says what each kind is.
KINDS = {
    "api/wire/test_contract_fuzz.py": "fuzz",
    "api/test_exports.py": "storage",
    "api/inputs/test_patterns.py": "fuzz",
    "api/wire/test_protocol.py": "live",
    "api/wire/test_raw_sockets.py": "process",
    "api/wire/test_strict_reader.py": "fuzz",
    "cli": "process",
    "contract/test_breaking.py": "corpus",
    "application/test_revision.py": "storage",
    "engine/test_answer_shape.py": "corpus",
    "engine/test_comparison.py": "corpus",
    "engine/test_distribution.py": "corpus",
    "engine/test_hash_seed.py": "process",
    "engine/test_paths.py": "corpus",
    "engine/test_size.py": "corpus",
    "golden": "corpus",
    "isolation": "isolation",
    "live": "live",
    "methodology/test_further_packs.py": "process",
    "methodology/test_checks.py": "corpus",
    "methodology/test_ledger.py": "corpus",
    "methodology/test_profile_fields.py": "corpus",
    "methodology/test_verification.py": "corpus",
    "pages": "browser",
    "project/test_deploy.py": "process",
    "project/test_readme.py": "corpus",
    "storage": "storage",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        place = item.path.relative_to(TESTS)
        for folder in (place, *place.parents):
            if (kind := KINDS.get(folder.as_posix())) is not None:
                item.add_marker(kind)
        if {"postgres_server", "postgres_url"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("postgres")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A PostgreSQL server for each worker, which promises nothing about power cuts."""
    with postgres(durable=False) as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """A new database on it, which is dropped afterwards."""
    with postgres_server.lent() as url:
        yield url
