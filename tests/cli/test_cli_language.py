"""The command line in the language of its user, and what it warns of before it does its work."""

from pathlib import Path

import pytest

from service import texts
from service.cli import main
from service.cli.invocation import language_of

OF_A_SERVICE = {
    "PALIER_SERVICE_HOST": "10.0.0.1",
    "PALIER_SERVICE_PORT": "8000",
    "PALIER_SERVICE_PORT_HTTP": "8000",
    "PALIER_PORT_8000_TCP": "tcp://10.0.0.1:8000",
    "PALIER_PORT_8000_TCP_PROTO": "tcp",
    "PALIER_PORT_8000_TCP_PORT": "8000",
    "PALIER_PORT_8000_TCP_ADDR": "10.0.0.1",
    "PALIER_DB_SERVICE_HOST": "10.0.0.2",
    "PALIER_DB_PORT": "tcp://10.0.0.2:5432",
}


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
        (["purge", "--days", "0"], 2, ("«\u00a00\u00a0» n’est pas un nombre entier de 1 à 99\u00a0999",)),
        (["keys", "rotate", "k1", "--grace", "nan"], 2, ("nombre d’heures de 0 à 8\u00a0760",)),
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


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--lang", "fr", "--help"], 0, "utilisation\u00a0: palier"),
        (["keys", "create", "--lang=fr", "--help"], 0, "le client dont elle ouvre"),
        (["--lang", "fr", "keys", "create"], 2, "il manque\u00a0: TENANT"),
        (["--lang", "en", "purge", "--days", "0", "--lang", "fr"], 2, "n’est pas un nombre entier"),
        (["--lang", "fr", "purge", "--days", "0", "--lang", "en"], 2, "is not a whole number"),
        (["--lang", "de", "serve"], 2, "invalid choice: 'de'"),
        (["serve", "--lang"], 2, "expected one argument"),
    ],
)
def test_a_language_that_is_typed_counts_for_help_and_refusals_too(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == code
    captured = capsys.readouterr()
    assert words in captured.out + captured.err


@pytest.mark.parametrize("place", [0, 2])
def test_every_command_takes_a_language_before_and_after_its_name(
    capsys: pytest.CaptureFixture[str], place: int
) -> None:
    arguments = ["tenants", "create", "A B"]
    arguments[place:place] = ["--lang", "fr"]
    assert main(arguments) == 1
    assert "ne peut pas" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr", "fr"), ("FR_ca", "fr"), ("fr-FR", "fr"), ("fr.UTF-8", "fr"), ("fr@euro", "fr"), ("frp_IT", "en"),
     ("fra", "en"), ("", "en"), ("de_CH", "en")],
)  # fmt: skip
def test_a_locale_is_known_by_its_language(locale: str, language: str) -> None:
    assert language_of([], {"LANG": locale}) == language
    assert language_of(["--lang", "xx"], {"LANG": "en", "LC_ALL": locale or "en"}) == language


def test_a_failed_command_says_why_in_french(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _french(monkeypatch)
    assert main(["keys", "revoke", "k1"]) == 1
    assert "Il n’existe pas de clé" in capsys.readouterr().err
    monkeypatch.setenv("PALIER_PORT", "many")
    assert main(["tenants", "list"]) == 1
    assert (
        "PALIER_PORT\u00a0: «\u00a0many\u00a0» n’est pas un nombre entier de 1 à 65\u00a0535. Donnez"
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


def test_what_kubernetes_sets_for_a_service_named_palier_is_told_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in OF_A_SERVICE.items():
        monkeypatch.setenv(name, value)
    assert main(["tenants", "list"]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "`enableServiceLinks: false`" in line
    assert texts.texts_of("en").writing.listed(sorted(OF_A_SERVICE)) in line


def test_a_port_that_kubernetes_set_is_refused_with_what_happened(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for scheme in ("tcp", "udp", "sctp"):
        monkeypatch.setenv("PALIER_PORT", f"{scheme}://10.0.0.1:8000")
        assert main(["serve"]) == 1
        said = capsys.readouterr().err
        assert "a Service is named palier. Set `enableServiceLinks: false` in the pod" in said


@pytest.mark.parametrize("name", ["PALIER_SMTP_PORT", "palier_port", "Palier_Data_Dir", "PALIER_SERVICE"])
def test_what_only_looks_like_that_is_a_setting_misspelt(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "25")
    assert main(["tenants", "list"]) == 0
    assert f"palier: {name} is not a setting and is ignored." in capsys.readouterr().err


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
