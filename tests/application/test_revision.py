"""Which stored assessments a revision of the methodology would change, and by which rules."""

import asyncio
import json
import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from msgspec.structs import replace

from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.records import Owner, record_of
from service.application.ids import new_identity
from service.application.methodology.revision import PackRevision, changed_rules
from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import space_of
from service.cli import main
from service.methodology.catalogue import shipped
from service.methodology.rules import put, without
from tests.methodology.packs import SMALL, case_profiles, current, small
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.records import timestamp

_PACK = files("service.methodology").joinpath("packs", "v2026.1")


@cache
def stored_records() -> list[AssessmentRecord]:
    """The profile of every case, assessed as it would be stored."""
    engine = AssessmentEngine(shipped())
    owner = Owner(space_of("local"), "server")
    records = []
    for number, profile in enumerate(case_profiles()):
        assessment, result_digest = engine.assess_and_digest(profile, "en", frozenset(), "v2026.1")
        identity = new_identity(timestamp(number))
        records.append(record_of(identity, owner, profile, assessment, result_digest))
    return records


def test_a_pack_compared_with_itself_changes_nothing() -> None:
    assert changed_rules(current(), current()) == ()
    assert list(PackRevision(current(), current()).of(stored_records())) == []


@pytest.mark.parametrize(
    "rule", ["factor.importance_score", "gate.strategy_carried", "factor.voice_delegation"]
)
def test_a_rule_that_is_new_is_named_alone_for_every_assessment_that_it_changes(rule: str) -> None:
    before = replace(current(), rules=without(current().rules, rule))
    revised = list(PackRevision(before, current()).of(stored_records()))
    assert revised
    assert all((one.rules, one.alone) == ((rule,), True) for one in revised)
    assert all(one.before != one.after for one in revised)


def test_another_model_changes_assessments_by_many_rules_together() -> None:
    revised = list(PackRevision(small(), current()).of(stored_records()))
    assert revised
    assert not any(one.alone for one in revised)
    assert all(len(one.rules) > 1 for one in revised)


def test_a_level_that_is_open_and_a_model_that_is_not_told_are_none() -> None:
    rule = current().rules.sourcing.decisive
    assert rule is not None
    stricter = replace(current(), rules=put(current().rules, replace(rule, least_known=10)))
    revised = list(PackRevision(current(), stricter).of(stored_records()))
    assert {(one.after.recommended, one.rules) for one in revised} == {(None, (rule.id,))}
    assert all(one.before.recommended == one.record.row.sourcing_model for one in revised)
    levels = {one.record.row.maturity_status: one.before.level for one in revised}
    assert levels["provisional"] is None
    assert levels["assessed"] is not None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pack to edit, beside a database with a third of the cases."""
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    store = opened_sqlite(tmp_path / "palier.db")

    async def insert() -> None:
        await asyncio.gather(*(store.assessments.insert(record, None) for record in stored_records()[::3]))

    asyncio.run(insert())
    store.close()
    shutil.copytree(str(_PACK), tmp_path / "edited")
    return tmp_path / "edited"


def test_the_command_tells_what_an_edited_folder_would_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["methodology", "diff", "v2026.1", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(
        "Rules that differ: 0. Assessments that would come out differently: 0 of "
    )
    path = folder / "maturity.toml"
    path.write_text(path.read_text("utf-8").replace("threshold = 2.5", "threshold = 2.0"), "utf-8")
    assert main(["methodology", "diff", "v2026.1", str(folder)]) == 0
    output = capsys.readouterr().out
    assert output.startswith("Rules that differ: 1. ")
    assert "level: emergent → community" in output
    assert "would be as before without the change of level.community" in output
    assert main(["methodology", "diff", "v2026.1", str(folder), "--json", "--tenant", "local"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert f"{len(lines)} of " in output
    assert all((line["rules"], line["alone"]) == (["level.community"], True) for line in lines)
    assert main(["methodology", "diff", "v2026.1", str(folder), "--tenant", "nobody"]) == 1
    assert "no tenant “nobody”" in capsys.readouterr().err


def test_a_renamed_tenant_is_named_as_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    assert main(["tenants", "create", "acme"]) == 0
    store = opened_sqlite(tmp_path / "palier.db")
    with asyncio.Runner() as runner:
        for record in stored_records()[:3]:
            await_call(runner, store.assessments.insert, replace(record, space=space_of("acme")), None)
    store.close()
    assert main(["tenants", "rename", "acme", "acme-sa"]) == 0
    assert main(["methodology", "diff", str(SMALL), "v2026.1", "--json", "--tenant", "acme-sa"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines
    assert {line["tenant"] for line in lines} == {"acme-sa"}


def test_a_broken_folder_and_an_unknown_version_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["methodology", "diff", "v2026.1", "v1999.1"]) == 1
    assert "no version “v1999.1”" in capsys.readouterr().err
    (folder / "costs.toml").write_text("broken", "utf-8")
    assert main(["methodology", "diff", "v2026.1", str(folder)]) == 1
    assert "costs.toml" in capsys.readouterr().err


def test_the_small_pack_of_the_tests_is_a_folder_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["methodology", "diff", str(SMALL), str(folder)]) == 0
    assert "through several rules together; --json names them" in capsys.readouterr().out
