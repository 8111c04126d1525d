"""An edited copy of a pack can be shown, tried and served: marked as unreleased, and never the default."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from service.application.methodology.packs import served_catalogue
from service.cli import main
from service.errors import InvalidPack, InvalidSetting
from service.settings import read_settings
from tests.methodology.packs import case_profiles
from tests.support.records import timestamp
from tests.support.serving import serving
from tests.support.voting import VERSION, many, opened_service

PACKS = Path(__file__).parents[2] / "service" / "methodology" / "packs"
Copy = Callable[..., Path]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Copies the shipped pack into a sub-folder of ``further``, edited."""

    def edited(name: str, version: str = "v2027.1", **edits: tuple[str, str]) -> Path:
        folder = tmp_path / "further" / name
        shutil.copytree(PACKS / "v2026.1", folder)
        for file, (old, new) in {"release": ('"v2026.1"', f'"{version}"'), **edits}.items():
            path = folder / f"{file}.toml"
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return edited


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.json"
    path.write_bytes(msgspec.json.encode(case_profiles()[0]))
    return path


LOWER = ("threshold = 2.5", "threshold = 2.0")


def test_an_edited_copy_is_shown_under_the_version_that_it_was_copied_from(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy("mine", VERSION, maturity=LOWER)
    assert main(["methodology", "show", "--methodology", str(folder), "level.community"]) == 0
    assert '"threshold": 2.0' in capsys.readouterr().out
    assert main(["methodology", "show", "level.community", "--lang", "fr"]) == 0
    assert '"threshold": 2.5' in capsys.readouterr().out


def test_a_copy_edited_under_a_released_version_does_not_pass_the_check(
    copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy("mine", VERSION, maturity=LOWER)
    assert main(["methodology", "check", str(folder), "--lang", "fr"]) == 1
    assert "donnez à la copie une autre version" in capsys.readouterr().err
    assert main(["methodology", "check", str(copy("next", maturity=LOWER)), "--lang", "fr"]) == 0
    assert "aucun problème trouvé" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["check", "{}"], ["show", "--methodology", "{}"], ["diff", "v2026.1", "{}"]]
)
def test_a_broken_copy_is_told_in_french_with_file_line_and_rule(
    command: list[str], copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy("mine", maturity=("threshold = 2.5", "threshold = 9"))
    arguments = [part.format(folder) for part in command]
    assert main(["methodology", *arguments, "--lang", "fr"]) == 1
    told = capsys.readouterr().err
    assert "maturity.toml, ligne " in told
    assert "level.community · threshold\u00a0: ce nombre doit être au plus 4" in told


def test_a_copy_is_tried_on_a_profile_and_says_that_it_is_not_released(
    copy: Copy, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(copy("mine", maturity=LOWER))
    assert main(["assess", "--methodology", folder, str(profile), "--lang", "fr"]) == 0
    assert "la méthodologie v2027.1, qui n’est pas" in " ".join(capsys.readouterr().out.split())
    assert main(["assess", str(profile), "--lang", "fr"]) == 0
    assert "qui n’est pas publiée" not in " ".join(capsys.readouterr().out.split())


def test_answers_say_whether_their_methodology_is_released(
    copy: Copy, profile: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for folder, released in ((str(copy("mine")), False), (VERSION, True)):
        assert main(["assess", "--json", "--methodology", folder, str(profile)]) == 0
        assert json.loads(capfdbinary.readouterr().out)["methodology"]["released"] is released


def test_further_packs_are_served_and_never_the_default(copy: Copy, profile: Path, tmp_path: Path) -> None:
    copy("mine", maturity=LOWER)
    data = tmp_path / "data"
    data.mkdir()
    with serving(data, PALIER_METHODOLOGIES=str(tmp_path / "further")) as server:
        headers = {"authorization": f"Bearer {server.key}", "content-type": "application/json"}
        answers = [
            httpx.post(
                f"{server.url}/v1/assessments/preview{query}", content=profile.read_bytes(), headers=headers
            ).json()["methodology"]
            for query in ("", "?methodology=v2027.1")
        ]
        listed = httpx.get(f"{server.url}/v1/methodologies").json()["items"]
    assert [(one["version"], one["released"]) for one in answers] == [(VERSION, True), ("v2027.1", False)]
    assert [(one["version"], one["released_on"], one["current"]) for one in listed] == [
        ("v2027.1", None, False),
        (VERSION, "2026-11-22", True),
    ]


def test_no_folder_means_the_released_packs_alone() -> None:
    assert read_settings({}).methodologies is None
    assert served_catalogue(None).versions == (VERSION,)


def test_a_name_that_is_taken_stops_the_start(copy: Copy, tmp_path: Path) -> None:
    copy("mine", VERSION)
    with pytest.raises(
        InvalidSetting, match=r"PALIER_METHODOLOGIES: .*mine is version v2026\.1, a name that is"
    ):
        served_catalogue(tmp_path / "further")


def test_two_further_packs_cannot_share_a_name(copy: Copy, tmp_path: Path) -> None:
    copy("first")
    copy("second")
    with pytest.raises(InvalidSetting, match=r"second is version v2027\.1"):
        served_catalogue(tmp_path / "further")


def test_a_folder_that_is_none_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="is not a folder"):
        served_catalogue(tmp_path / "nowhere")
    for name in ("", " ", "a\0b"):
        with pytest.raises(InvalidSetting, match="PALIER_METHODOLOGIES"):
            read_settings({"PALIER_METHODOLOGIES": name})


def test_a_broken_further_pack_stops_the_start_with_its_sentences(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy("mine", maturity=("threshold = 2.5", "threshold = 3.75"))
    with pytest.raises(InvalidPack) as refused:
        served_catalogue(tmp_path / "further")
    assert refused.value.problems["en"] == (
        "level.network: the threshold 3.5 is not above that of level.community",
    )
    monkeypatch.setenv("PALIER_METHODOLOGIES", str(tmp_path / "further"))
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path / "data"))
    assert main(["serve"]) == 1
    assert "level.network: the threshold 3.5 is not above" in capsys.readouterr().err
    assert not (tmp_path / "data" / "palier.db").exists()


def test_assessments_by_an_unreleased_pack_never_vote(tmp_path: Path) -> None:
    with asyncio.Runner() as runner, opened_service(tmp_path / "norms.db", runner) as service:
        trial, *others = many(6)
        service.insert(replace(trial, row=replace(trial.row, methodology="v2027.1")), *others)
        assert service.publishing.publish(VERSION, timestamp(10)).organisations == 5
