"""Versions live side by side; a released one never changes in its rules."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from service.application.assessment_engine import AssessmentEngine
from service.errors import UnknownName
from service.methodology.catalogue import Catalogue, shipped
from service.methodology.checks.release import pin_problems, pinned_digests
from service.methodology.load import load_pack
from tests.methodology.packs import SMALL, case_profiles, current, small

HOW_TO_CHANGE = (
    "The rules of a released version changed. Copy the folder under a new version instead. Only before its "
    "first release: put the digest that 'palier methodology check' says into packs/digests.toml, run "
    "'python -m tests.golden', and say in the change log what the change does."
)


PACKS = Path(__file__).parents[2] / "service" / "methodology" / "packs"


@pytest.fixture(scope="module")
def engine() -> AssessmentEngine:
    return AssessmentEngine(Catalogue([current(), small()]))


def test_the_newest_version_is_current_whatever_the_order():
    assert Catalogue([current(), small()]).current is current()
    assert Catalogue([small(), current()]).versions == ("v2025.0", "v2026.1")


def test_a_profile_can_be_assessed_under_either_version(engine):
    for profile in case_profiles()[:20]:
        old = engine.assess(profile, language="en", version="v2025.0")
        new = engine.assess(profile, language="en")
        assert old.methodology.version == "v2025.0"
        assert new.methodology.version == "v2026.1"
        assert old.methodology.rules_digest != new.methodology.rules_digest
        assert {part.factor for part in old.sourcing.ranking[0].contributions or ()} <= {
            "base",
            "importance_score",
            "voice_delegation",
        }


def test_a_version_not_shipped_is_not_found(engine):
    with pytest.raises(UnknownName) as raised:
        engine.assess(case_profiles()[0], language="en", version="v1999.1")
    assert raised.value.known == ("v2025.0", "v2026.1")


@pytest.mark.parametrize("version", shipped().versions)
def test_the_rules_of_a_released_version_never_change(version):
    assert [str(problem) for problem in pin_problems(shipped().pack(version))] == [], HOW_TO_CHANGE


def test_every_shipped_version_is_pinned_and_nothing_else_is():
    assert set(shipped().versions) == set(pinned_digests())


def test_a_copy_keeps_its_version_only_as_long_as_its_rules(tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(PACKS / "v2026.1", folder)
    french = folder / "texts" / "fr.toml"
    french.write_text(french.read_text("utf-8").replace("Hiérarchique", "Hierarchique", 1), "utf-8")
    assert list(pin_problems(load_pack(folder))) == []
    rules = folder / "maturity.toml"
    rules.write_text(rules.read_text("utf-8").replace("threshold = 1.5", "threshold = 1.6"), "utf-8")
    (problem,) = pin_problems(load_pack(folder))
    assert "give the copy another version" in str(problem)
    assert "donnez à la copie une autre version" in problem.sentence("fr")
    release = folder / "release.toml"
    release.write_text(release.read_text("utf-8").replace("v2026.1", "v2026.2"), "utf-8")
    assert list(pin_problems(load_pack(folder))) == []


def test_a_released_pack_must_be_pinned():
    unpinned = replace(small(), is_released=True)
    assert "packs/digests.toml does not give" in str(next(pin_problems(unpinned)))


def test_versions_are_ordered_by_number_and_the_current_one_is_released():
    packs = [
        replace(current(), release=replace(current().release, version=version), is_released=released)
        for version, released in (("v2026.10", True), ("v2026.9", True), ("v2027.1", False))
    ]
    catalogue = Catalogue(packs)
    assert catalogue.versions == ("v2026.9", "v2026.10", "v2027.1")
    assert catalogue.current.version == "v2026.10"
    assert [catalogue.pack(version).is_released for version in catalogue.versions] == [True, True, False]


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
