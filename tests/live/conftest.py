"""What the tests of this folder share: the settings that name a new database of each kind."""

import pytest

from tests.drills.kill import KINDS


@pytest.fixture(params=KINDS)
def environ(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"PALIER_DATABASE_URL": request.getfixturevalue("postgres_url")}
