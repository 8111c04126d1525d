"""The command line in the language of its user, and what it warns of before it does its work."""

from pathlib import Path

import pytest

from service import texts
from service.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    return tmp_path


def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--help"], 0, ("utilisation\u00a0: palier", "évalue un profil", "affiche cette aide")),
        (["serve", "--help"], 0, ("PALIER_PORT             port d’écoute (8000)",)),
        (["purge", "--days", "0"], 2, ("«\u00a00\u00a0» n’est pas un nombre entier de 1 à 99999",)),
        (["keys", "rotate", "k1", "--grace", "nan"], 2, ("nombre d’heures de 0 à 8760",)),
        (["keys", "create"], 2, ("il manque\u00a0: TENANT",)),
        (["unknown"], 2, ("choix inconnu",)),
    ],
)  # fmt: skip
def test_help_and_refusals_are_in_the_language_of_the_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    words: tuple[str, ...],
) -> None:
    _french(monkeypatch)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == code
    captured = capsys.readouterr()
    for part in words:
        assert part in captured.out + captured.err
    # The library speaks English again.
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with pytest.raises(SystemExit):
        main(arguments)
    captured = capsys.readouterr()
    assert "usage: palier" in captured.out + captured.err


def test_a_failed_command_says_why_in_french(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _french(monkeypatch)
    assert main(["keys", "revoke", "k1"]) == 1
    assert "Il n’existe pas de clé" in capsys.readouterr().err
    monkeypatch.setenv("PALIER_PORT", "many")
    assert main(["tenants", "list"]) == 1
    assert (
        "PALIER_PORT\u00a0: «\u00a0many\u00a0» n’est pas un nombre entier de 1 à 65535. Donnez"
        in capsys.readouterr().err
    )


def test_a_setting_that_is_misspelt_is_told_and_the_command_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIER_PROT", "80")
    monkeypatch.setenv("PALIER_TEST_DEPTH", "quick")
    assert main(["tenants", "list"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "local\n"
    assert captured.err == "palier: PALIER_PROT is not a setting and is ignored. Did you mean PALIER_PORT?\n"
    monkeypatch.setenv("PALIER_PROT", "80")
    monkeypatch.setenv("PALIER_COLOUR", "80")
    main(["tenants", "list"])
    assert (
        "PALIER_COLOUR is not a setting and is ignored. palier serve --help lists" in capsys.readouterr().err
    )


def test_a_data_folder_that_cannot_be_made_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("PALIER_DATA_DIR", str(folder / "file" / "data"))
    assert main(["tenants", "list"]) == 1
    assert "cannot be made" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["serve"]])
def test_broken_texts_stop_a_command_with_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    (folder / "en.toml").write_text("[lookup\n", "utf-8")
    monkeypatch.setattr(texts, "_FOLDER", folder)
    texts.texts_of.cache_clear()
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith(f"palier: {folder.name}/en.toml, line 1: Expected")
    assert not captured.out
