"""The cross-checks find what is wrong, in both directions: each is shown a pack that breaks it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from service.cli import main
from service.errors import InvalidPack
from service.methodology.catalogue import Catalogue
from service.methodology.check import problems_of
from service.methodology.load import load_pack
from tests.methodology.packs import SMALL, current, small

Damage = tuple[str, str, str, str]
DAMAGES: dict[str, Damage] = {
    "a claim that no rule uses": ("sources.toml", "claims = [", 'claims = [\n    { id = "J99", source = "J", use = "rule" },', "J99 is used by no rule"),
    "a context claim that a rule uses": ("sources.toml", 'id = "D2", source = "D", use = "rule"', 'id = "D2", source = "D", use = "context"', "D2 is declared context"),
    "a rule that cites nobody": ("sourcing.toml", 'id = "veto.outside_voice"', 'id = "veto.outside_voice"\nCITES_NOTHING', "cites nothing"),
    "a citation that dangles": ("sourcing.toml", '"D2",', '"D99",', "D99, which is not in the ledger"),
    "an unknown fact": ("sourcing.toml", 'fact = "voice"', 'fact = "mood"', "mood, which is no fact"),
    "a value that a fact never has": ("sourcing.toml", "[factors.points.yes]", "[factors.points.perhaps]", "voice is never perhaps"),
    "a veto of a model never excluded": ("sourcing.toml", 'models = [\n    "full_outsourcing",\n]', 'models = ["hybrid"]', "vetoes hybrid"),
    "weights that leave 0-100": ("sourcing.toml", "base = 52.0", "base = 99.0", "full_outsourcing could leave 0-100"),
    "points finer than a tenth": ("sourcing.toml", "full_outsourcing = -7.0", "full_outsourcing = -7.05", "finer than a tenth"),
    "a path that moves work outside": ("plan.toml", 'at_12 = "in_house_team"', 'at_12 = "full_outsourcing"', "moves work outside"),
    "an unlawful holder": ("plan.toml", 'task = "legal_compliance"\nclaims = [\n    "K3",\n]\n\n[tasks.holders]\nfull_outsourcing = "shared"', 'task = "legal_compliance"\nclaims = [\n    "K3",\n]\n\n[tasks.holders]\nfull_outsourcing = "agency"', "legal_compliance may only"),
    "a figure out of order": ("costs.toml", "low = 150\ncentral = 200", "low = 450\ncentral = 200", "is not in order"),
    "a word in one language only": ("texts/fr.toml", "[warnings]", '[warnings]\nnew = "Neuf."', "only"),
    "a rule without words": ("texts/both", 'voice_unknown = ', 'voice_unheard = ', "voice_unknown has no words"),
    "falling points of importance": ("importance.toml", "16,", "4,", "rising values"),
}  # fmt: skip


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[Damage], Path]:
    def damage(how: Damage) -> Path:
        folder = tmp_path / "pack"
        shutil.copytree(SMALL, folder)
        name, old, new, _ = how
        for path in sorted((folder / "texts").iterdir()) if name == "texts/both" else [folder / name]:
            text = path.read_text()
            assert old in text, f"{old!r} is not in {path.name}: the test would damage nothing"
            path.write_text(_without_citation(text) if "CITES_NOTHING" in new else text.replace(old, new, 1))
        return folder

    return damage


def _without_citation(text: str) -> str:
    start = text.index('id = "veto.outside_voice"')
    end = text.index("]", text.index("claims = [", start))
    return text[: text.index("claims = [", start)] + "claims = []" + text[end + 1 :]


@pytest.mark.parametrize("how", DAMAGES.values(), ids=list(DAMAGES))
def test_a_damaged_pack_is_found_out(how, damaged):
    problems = problems_of(load_pack(damaged(how)))
    assert any(how[3] in problem for problem in problems), problems


def test_sound_packs_have_no_problem():
    assert problems_of(current()) == ()
    assert problems_of(small()) == ()


def test_a_misspelt_key_is_refused_with_its_path(damaged):
    folder = damaged(("sourcing.toml", 'fact = "voice"', 'fct = "voice"', ""))
    with pytest.raises(InvalidPack, match=r"sourcing\.toml: .*fct.*factors\[1\]"):
        load_pack(folder)


def test_a_duplicate_key_is_refused(damaged):
    folder = damaged(("release.toml", "version =", 'version = "1"\nversion =', ""))
    with pytest.raises(InvalidPack, match=r"release\.toml"):
        load_pack(folder)


def test_a_catalogue_refuses_a_pack_with_problems(damaged):
    folder = damaged(DAMAGES["weights that leave 0-100"])
    with pytest.raises(InvalidPack, match="could leave 0-100"):
        Catalogue([load_pack(folder)])


def test_the_command_reports_problems_and_fails(damaged, capsys):
    assert main(["methodology", "check", str(damaged(DAMAGES["an unknown fact"]))]) == 1
    assert "mood" in capsys.readouterr().err


def test_the_command_passes_the_shipped_packs(capsys):
    assert main(["methodology", "check"]) == 0
    assert "no problem found" in capsys.readouterr().out
