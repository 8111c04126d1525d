"""The command ``palier`` as a person uses it: a summary, JSON, and errors that say what to do."""

import io
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from rich.console import Console

from service.cli import main
from service.cli.summary import Summary
from service.methodology.catalogue import shipped
from service.model.answer.assessment import Assessment
from service.model.profile import Profile
from service.texts import Language, texts_of
from tests.engine.support import CASES, VERSION, answer
from tests.support.opening import opened_sqlite


@pytest.fixture
def profile(tmp_path):
    case = tomllib.loads((CASES / "organisations" / "readme-seaside-hotel.toml").read_text("utf-8"))
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(case["profile"]))
    return path


def test_the_summary_says_the_level_the_advice_and_the_steps_in_english(profile, capsys):
    assert main(["assess", str(profile), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    for words in ("Level 2 of 4", "Supported move in-house", "Next steps", "does not prove"):
        assert words in said


def test_the_summary_of_nearly_no_answer_recommends_nothing_and_says_what_is_open(tmp_path, capsys):
    path = tmp_path / "profile.json"
    path.write_text('{"organisation": {"country": "FR"}}')
    for language, expected in {
        "en": ("Who should do the work: not enough answers", "Nothing speaks against these so far: Partial"),
        "fr": ("Qui devrait s’en charger\xa0: trop peu de réponses", "Rien ne s’oppose pour l’instant à ces"),
    }.items():
        assert main(["assess", str(path), "--lang", language]) == 0
        said = " ".join(capsys.readouterr().out.replace("\xa0", "~").split()).replace("~", "\xa0")
        assert all(words in said for words in expected), said
        assert "None" not in said


def test_the_summary_is_worded_in_french_too(profile, capsys):
    assert main(["assess", str(profile), "--lang", "fr"]) == 0
    said = capsys.readouterr().out
    for words in ("Niveau 2 sur 4", "Internalisation accompagnée", "Prochaines étapes"):
        assert words in said


def test_the_summary_of_open_answers_tells_ranges_and_what_is_to_be_confirmed(tmp_path, capsys):
    case = tomllib.loads((CASES / "organisations" / "seven-of-eight.toml").read_text("utf-8"))
    means = {"available_hours_per_week": 7, "budget_eur_per_month": 900, "can_hire": False}
    path = tmp_path / "profile.json"
    path.write_text(json.dumps({**case["profile"], "capacity": means}))
    for language, expected in {
        "en": ("Level 2 to 4 of 4", "At least “Emergent community”", "to be confirmed", "Check this point"),
        "fr": ("Niveau 2 à 4 sur 4", "Au moins Émergent", "à confirmer", "Vérifiez ce point"),
    }.items():
        main(["assess", str(path), "--lang", language])
        said = " ".join(capsys.readouterr().out.split())
        for words in expected:
            assert words in said


@pytest.mark.parametrize(
    ("language", "apart", "lead", "tie"),
    [
        ("en", "What sets it apart from", "2.5 points ahead of", "level with “"),
        ("fr", "Ce qui la distingue de", "2,5 points devant", "à égalité avec « "),
    ],
)
def test_the_summary_tells_what_sets_the_advice_apart_and_a_tie_as_one(profile, language, apart, lead, tie):
    hotel = answer(msgspec.json.decode(profile.read_bytes(), type=Profile), language)
    ahead, level = (_summary(_led_by(hotel, margin), language) for margin in (2.5, 0.0))
    assert apart in ahead
    assert (lead in ahead, tie in ahead) == (True, False)
    assert (lead in level, tie in level) == (False, True)
    assert " 0 points" not in level


def _led_by(assessment: Assessment, margin: float) -> Assessment:
    """The same assessment with this lead over the next model, whatever the weights make of the profile."""
    return replace(assessment, sourcing=replace(assessment.sourcing, margin=margin))


def _summary(assessment: Assessment, language: Language) -> str:
    console = Console(file=io.StringIO(), width=2000, highlight=False)
    pack_texts = shipped().pack(VERSION).texts[language]
    for part in Summary(assessment, pack_texts, texts_of(language)).parts(()):
        console.print(part)
    return console.file.getvalue().replace("\xa0", " ")


@pytest.mark.parametrize("spoken", ["fr_FR.UTF-8", "en_GB.UTF-8", "C"])
def test_the_language_is_that_of_the_terminal(profile, capsys, monkeypatch, spoken):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", spoken)
    main(["assess", str(profile)])
    assert ("Niveau" in capsys.readouterr().out) == spoken.startswith("fr")


def test_json_holds_the_whole_answer_and_what_is_included(profile, capfdbinary):
    assert (
        main(["assess", "--json", "--include", "trace,robustness,counterfactuals,profile", str(profile)]) == 0
    )
    answer = json.loads(capfdbinary.readouterr().out)
    assert answer["sourcing"]["model"] == "supported_internalisation"
    assert answer["trace"]["rules"]
    assert answer["next"]["robustness"]["sample_count"] == 200
    assert answer["next"]["counterfactuals"]
    assert answer["profile"]["organisation"]["headcount"] == 34


def test_a_profile_is_read_from_standard_input(profile, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(profile.read_bytes())))
    assert main(["assess", "-", "--lang", "en"]) == 0
    assert "Level 2 of 4" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("place", ["file", "-"])
def test_what_editors_of_windows_save_is_read(tmp_path, capfdbinary, monkeypatch, encoding, place):
    text = '{"organisation": {"country": "FR", "reference": "Café"}}'
    marked = f"\ufeff{text}" if encoding.endswith("e") else text
    (tmp_path / "profile.json").write_bytes(marked.encode(encoding))
    with (tmp_path / "profile.json").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        given = "-" if place == "-" else str(tmp_path / "profile.json")
        assert main(["assess", "--json", given]) == 0
    assert json.loads(capfdbinary.readouterr().out)["organisation"]["reference"] == "Café"


@pytest.mark.parametrize("body", [b"\xff\xfe{", b"\xef\xbb\xbf\xff", b"\xff\xfe\x00\xd8{\x00"])
def test_a_mark_that_breaks_its_promise_is_a_fault_of_the_file(tmp_path, capsys, body):
    (tmp_path / "bad.json").write_bytes(body)
    assert main(["assess", str(tmp_path / "bad.json")]) == 1
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "line 1"),
        (b"", "/"),
        (b"\xff", "UTF-8"),
        (
            b'{"organisation": {"country": "FR", "headcount": -1, "activity_code": "G"}}',
            "/organisation/headcount",
        ),
        (b'{"organisation": {"country": "FR", "headcount": 1, "activity_code": "G", "nmae": "x"}}', "name"),
        (b"[" * 60_000, "/"),
        (b" " * 70_000, "larger than"),
    ],
    ids=["cut short", "empty", "not text", "out of range", "misspelt", "too deep", "too large"],
)
def test_a_profile_that_cannot_be_read_is_said_to_be_so(tmp_path, capsys, body, said):
    path = tmp_path / "bad.json"
    path.write_bytes(body)
    assert main(["assess", str(path), "--lang", "en"]) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert not captured.out


def test_every_fault_is_named_at_once(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text('{"organisation": {"country": "XX", "headcount": "many", "activity_code": "?"}}')
    assert main(["assess", str(path)]) == 1
    said = capsys.readouterr().err
    for pointer in ("/organisation/country", "/organisation/headcount", "/organisation/activity_code"):
        assert pointer in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["assess", "no-such-file.json"], f"There is no file {Path.cwd()}/no-such-file.json"),
        (["restore", "no-such-copy.db"], f"{Path.cwd()}/no-such-copy.db does not exist"),
        (["assess", "."], "cannot be read"),
        (["assess", "--include", "everything", "x.json"], "cannot be included"),
        (["methodology", "show", "factor.mood"], "factor.mood"),
        (["methodology", "check", "no-such-folder"], f"There is no folder {Path.cwd()}/no-such-folder"),
        (["methodology", "show", "--methodology", "./draft"], f"there is no folder {Path.cwd()}/draft"),
        (["methodology", "diff", "v2026.1", "draft"], f"there is no folder {Path.cwd()}/draft"),
        (["methodology", "diff", "v2026.1", "v2099.1"], "There is no version “v2099.1”"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_and_fails(capsys, arguments, said):
    assert main(arguments) == 1
    assert said in capsys.readouterr().err


def test_an_unknown_version_is_refused(profile, capsys):
    assert main(["assess", "--methodology", "v1999.1", str(profile)]) == 1
    assert "v2026.1" in capsys.readouterr().err


def test_a_rule_is_shown_with_its_citations(capsys):
    assert main(["methodology", "show", "factor.voice_delegation", "--lang", "fr"]) == 0
    said = capsys.readouterr().out
    for words in ("factor.voice_delegation", "D2", "E9", "full_outsourcing"):
        assert words in said


def test_every_rule_is_listed(capsys):
    assert main(["methodology", "show"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 250


def test_a_reader_that_leaves_early_is_no_error():
    command = f"{sys.executable} -m service methodology show | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, env={**os.environ, "PYTHONPATH": "."}, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_assessing_a_file_loads_no_web_server(profile):
    code = "import sys; from service.cli import main; main(sys.argv[1:]); sys.exit('litestar' in sys.modules)"
    command = [sys.executable, "-c", code, "assess", str(profile)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_database_is_backed_up_and_restored_by_command(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path / "first"))
    (tmp_path / "first").mkdir()
    opened_sqlite(tmp_path / "first" / "palier.db").close()
    copy = str(tmp_path / "copy.db")
    assert main(["backup", copy]) == 0
    assert "Assessments: 0" in capsys.readouterr().out
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path / "second"))
    assert main(["restore", copy]) == 0
    assert (tmp_path / "second" / "palier.db").exists()
    assert main(["restore", copy]) == 1
    assert "Move it away first" in capsys.readouterr().err
