"""An answer without ``include=`` stays within 12 KiB, in the wordier language, whoever is assessed."""

import tomllib

import msgspec

from service.model.profile import Profile
from tests.engine.support import CASES, encoded
from tests.support.profiles import plausible

MOST = 12 * 1024


def test_the_answer_to_every_case_stays_within_12_kib():
    for path in sorted((CASES / "organisations").glob("*.toml")):
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8"))["profile"], Profile)
        assert len(encoded(profile, "fr")) <= MOST, path.stem


def test_the_answer_to_plausible_organisations_stays_within_12_kib():
    assert max(len(encoded(profile, "fr")) for profile in plausible(2026, 2_000)) <= MOST
