"""An answer without ``include=`` stays within 12 KiB, in the wordier language; nobody's is above 13."""

import tomllib

import msgspec

from service.model.profile import Profile
from tests.engine.support import CASES, encoded
from tests.support.profiles import plausible

KIB = 1024


def test_the_answer_to_every_case_stays_within_12_kib():
    for path in sorted((CASES / "organisations").glob("*.toml")):
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8"))["profile"], Profile)
        assert len(encoded(profile, "fr")) <= 12 * KIB, path.stem


def test_the_answers_to_plausible_organisations_stay_within_12_kib_but_for_one_in_fifty():
    sizes = sorted(len(encoded(profile, "fr")) for profile in plausible(2026, 1_000))
    assert sizes[len(sizes) * 98 // 100] <= 12 * KIB
    assert sizes[-1] <= 13 * KIB
