"""The cross-checks find what is wrong, in both directions: each is shown a pack that breaks it."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.application.methodology.verification import verify
from service.cli import main
from service.errors import InvalidPack
from service.methodology.catalogue import Catalogue
from service.methodology.checks.pack import problems_of
from service.methodology.load import load_pack
from tests.methodology.packs import SMALL, current, small

Damage = dict[str, Any]
DAMAGES: dict[str, Damage] = {
    damage["name"]: damage
    for damage in tomllib.loads((Path(__file__).parent / "damages.toml").read_text())["damages"]
}


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[Damage], Path]:
    def damage(how: Damage) -> Path:
        folder = tmp_path / "pack"
        shutil.copytree(SMALL, folder)
        name, old, new = how["file"], how["old"], how["new"]
        for path in sorted((folder / "texts").iterdir()) if name == "texts/both" else [folder / name]:
            text = path.read_text()
            assert old in text, f"{old!r} is not in {path.name}: the test would damage nothing"
            times = -1 if how.get("every") else 1
            path.write_text(
                _without_citation(text) if "CITES_NOTHING" in new else text.replace(old, new, times)
            )
        return folder

    return damage


def _without_citation(text: str) -> str:
    start = text.index('id = "veto.outside_voice"')
    end = text.index("]", text.index("claims = [", start))
    return text[: text.index("claims = [", start)] + "claims = []" + text[end + 1 :]


@pytest.mark.parametrize("how", DAMAGES.values(), ids=list(DAMAGES))
def test_a_damaged_pack_is_found_out(how, damaged):
    english, french = _problems(damaged(how))
    assert any(how["says"] in problem for problem in english), english
    assert len(french) == len(english)
    assert not set(french) & set(english)


def _problems(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What ``palier methodology check`` says of the pack, in English and in French."""
    try:
        pack = load_pack(folder)
    except InvalidPack as error:
        return error.problems["en"], error.problems["fr"]
    problems = verify(pack)
    return tuple(map(str, problems)), tuple(problem.sentence("fr") for problem in problems)


def test_sound_packs_have_no_problem():
    assert problems_of(current()) == ()
    assert problems_of(small()) == ()


def test_a_misspelt_key_is_refused_with_its_path(damaged):
    damage = {"file": "sourcing.toml", "old": 'fact = "voice_delegation"', "new": 'fct = "voice_delegation"'}
    folder = damaged(damage)
    with pytest.raises(InvalidPack) as refused:
        load_pack(folder)
    line = (folder / "sourcing.toml").read_text().splitlines().index('id = "factor.voice_delegation"') + 1
    assert refused.value.problems["en"] == (
        f"sourcing.toml, line {line}: factor.voice_delegation: “fct” is not a name that may stand here;"
        " perhaps “fact”",
    )
    french = refused.value.problems["fr"][0]
    assert french.startswith(f"sourcing.toml, ligne {line}\u00a0: factor.voice_delegation")


def test_a_duplicate_key_is_refused(damaged):
    folder = damaged({"file": "release.toml", "old": "version =", "new": 'version = "1"\nversion ='})
    with pytest.raises(InvalidPack, match=r"release\.toml"):
        load_pack(folder)


def test_a_catalogue_refuses_a_pack_with_problems(damaged):
    folder = damaged(DAMAGES["weights that leave 0-100"])
    with pytest.raises(InvalidPack, match="could leave 0 to 100"):
        Catalogue([load_pack(folder)])


def test_the_command_reports_problems_and_fails(damaged, capsys):
    assert main(["methodology", "check", str(damaged(DAMAGES["an unknown fact"]))]) == 1
    assert "mood" in capsys.readouterr().err


def test_the_command_passes_the_shipped_packs(capsys):
    assert main(["methodology", "check"]) == 0
    assert "no problem found" in capsys.readouterr().out
