"""Unknown names are explained as precisely in French as in English, by the API and the command line."""

import json

import pytest

from service.application.methodology.lookup import describe_unknown_name
from service.cli import main
from service.errors import UnknownName

NAMES = tuple(f"factor.f{number}" for number in range(278))


@pytest.mark.parametrize(
    ("error", "english", "french"),
    [
        (UnknownName("version", "v1999.1", ("v2025.0", "v2026.1")),
         "There is no version “v1999.1” of the methodology. Those that exist: v2025.0 and v2026.1.",
         "Il n’existe pas de version «\u00a0v1999.1\u00a0» de la méthodologie."
         " Celles qui existent\u00a0: v2025.0 et v2026.1."),
        (UnknownName("version", "x", ("v2026.1",)),
         "There is no version “x” of the methodology. The only one is v2026.1.",
         "Il n’existe pas de version «\u00a0x\u00a0» de la méthodologie. La seule est v2026.1."),
        (UnknownName("source", "Z", ("J", "K"), "v2026.1"),
         "Version v2026.1 of the methodology has no source “Z”. Those that exist: J and K.",
         "La version v2026.1 de la méthodologie n’a pas de source «\u00a0Z\u00a0»."
         " Celles qui existent\u00a0: J et K."),
        (UnknownName("rule", "factor.f2777", NAMES, "v2026.1"),
         "Version v2026.1 of the methodology has no rule “factor.f2777”."
         " It has 278. The nearest: factor.f277, factor.f77 and factor.f27.",
         "La version v2026.1 de la méthodologie n’a pas de règle «\u00a0factor.f2777\u00a0»."
         " Elle en compte 278. Au plus près\u00a0: factor.f277, factor.f77 et factor.f27."),
        (UnknownName("rule", "zzz", NAMES, "v2026.1"),
         "Version v2026.1 of the methodology has no rule “zzz”."
         " It has 278; reading the version lists them.",
         "La version v2026.1 de la méthodologie n’a pas de règle «\u00a0zzz\u00a0»."
         " Elle en compte 278\u00a0; la lecture de la version les énumère."),
    ],
)  # fmt: skip
def test_a_wrong_name_is_told_with_what_there_is_instead(error, english, french):
    assert (describe_unknown_name(error, "en"), describe_unknown_name(error, "fr")) == (english, french)


def test_a_hostile_name_is_cut_short_and_made_printable():
    text = describe_unknown_name(UnknownName("version", "\x1b[2J\ud800" + "9" * 5000, ("v2026.1",)), "en")
    assert text.isprintable()
    assert len(text) < 200


@pytest.mark.parametrize(("language", "words"), [("en", "has no rule “nope”"), ("fr", "n’a pas de règle «")])
def test_the_command_line_says_it_in_the_language_asked_for(capsys, language, words):
    assert main(["methodology", "show", "nope", "--lang", language]) == 1
    assert words in capsys.readouterr().err


def test_the_command_line_tells_a_wrong_version_too(capsys, tmp_path):
    profile = {"organisation": {"country": "FR", "headcount": 12, "activity_code": "G"}}
    (tmp_path / "profile.json").write_text(json.dumps(profile))
    arguments = ["assess", str(tmp_path / "profile.json"), "--methodology", "v1999.1", "--lang", "fr"]
    assert main(arguments) == 1
    assert "Il n’existe pas de version" in capsys.readouterr().err
