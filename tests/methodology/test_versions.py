"""Versions live side by side; a released one never changes in its rules."""

import shutil

import pytest

from service.application.assessment_engine import AssessmentEngine
from service.errors import UnknownName
from service.methodology.catalogue import Catalogue, shipped
from service.methodology.load import load_pack
from tests.methodology.packs import SMALL, case_profiles, current, small

# A released version never changes in its rules: a stored assessment must replay for ever.
RELEASED = {"2026.1": "sha256:c7aabb03bae66b4b4160664c74ba1225ec76a638ed5e701a699225a27cd24a36"}


@pytest.fixture(scope="module")
def engine() -> AssessmentEngine:
    return AssessmentEngine(Catalogue([current(), small()]))


def test_the_newest_version_is_current_whatever_the_order():
    assert Catalogue([current(), small()]).current is current()
    assert Catalogue([small(), current()]).versions == ("2025.0", "2026.1")


def test_a_profile_can_be_assessed_under_either_version(engine):
    for profile in case_profiles()[:20]:
        old = engine.assess(profile, language="en", version="2025.0")
        new = engine.assess(profile, language="en")
        assert old.methodology.version == "2025.0"
        assert new.methodology.version == "2026.1"
        assert old.methodology.rules_digest != new.methodology.rules_digest
        assert {part.factor for part in old.sourcing.ranking[0].contributions or ()} <= {
            "base",
            "importance",
            "voice",
        }


def test_a_version_not_shipped_is_not_found(engine):
    with pytest.raises(UnknownName) as raised:
        engine.assess(case_profiles()[0], language="en", version="1999.1")
    assert raised.value.known == ("2025.0", "2026.1")


@pytest.mark.parametrize("version", RELEASED)
def test_the_rules_of_a_released_version_never_change(version):
    assert shipped().pack(version).rules_digest == RELEASED[version]


def test_every_shipped_version_is_pinned():
    assert set(shipped().versions) == set(RELEASED)


def test_correcting_a_word_changes_the_texts_digest_alone(tmp_path):
    shutil.copytree(SMALL, tmp_path / "pack")
    french = tmp_path / "pack" / "texts" / "fr.toml"
    french.write_text(french.read_text().replace("Hiérarchique", "Hierarchique", 1))
    corrected = load_pack(tmp_path / "pack")
    assert corrected.rules_digest == small().rules_digest
    assert corrected.texts_digest != small().texts_digest


def test_moving_a_weight_changes_the_rules_digest_alone(tmp_path):
    shutil.copytree(SMALL, tmp_path / "pack")
    sourcing = tmp_path / "pack" / "sourcing.toml"
    sourcing.write_text(sourcing.read_text().replace("base = 52.0", "base = 52.5", 1))
    moved = load_pack(tmp_path / "pack")
    assert moved.rules_digest != small().rules_digest
    assert moved.texts_digest == small().texts_digest
