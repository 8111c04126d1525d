"""The service's texts: whole in each language, each of them used, each error worded, and a gap is named."""

import argparse
import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import errors
from service.cli import command_function
from service.cli.arguments import build_parser
from service.texts import (
    LANGUAGES,
    InvalidTexts,
    SchemaTexts,
    check_texts,
    load_texts,
    schema_texts_of,
    texts_of,
)
from service.texts.section import Section
from service.texts.shape import Texts

SERVICE = Path(__file__).parents[2] / "service"
FOLDER = SERVICE / "texts"
SCHEMAS = FOLDER / "schemas"
SHAPES = (FOLDER / "shape.py", FOLDER / "contract_shape.py")
PAGES = sorted((SERVICE / "api" / "static").glob("*.html"))
SOURCES = {path: path.read_text("utf-8") for path in SERVICE.rglob("*.py")}
# A straight apostrophe, or anything but a no-break space where French wants one.
BADLY_SET = re.compile(r"'|[^\u00a0][;?!%€»](?!\w)|«[^\u00a0]| :")
# What is typed or filled in is not French: code between backticks, addresses, placeholders.
NOT_WORDS = re.compile(r"`[^`]*`|\S+://\S*|%\(\w+\)[srd]|%[srd]|{\w+}:{\w+}")


def _copy(folder: Path, **edits: tuple[str, str]) -> Path:
    for language in LANGUAGES:
        text = (FOLDER / f"{language}.toml").read_text("utf-8")
        old, new = edits.get(language, ("", ""))
        (folder / f"{language}.toml").write_text(text.replace(old, new, 1) if old else text, "utf-8")
    return folder


def test_every_language_is_shipped_whole() -> None:
    check_texts()
    assert load_texts(FOLDER, Texts).keys() == set(LANGUAGES)
    assert load_texts(SCHEMAS, SchemaTexts).keys() == set(LANGUAGES)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (("one = ", "other = "), "fr.toml: lookup.one is missing"),
        (("{known}", "{autre}"), "fr.toml: lookup.one has other placeholders than in en.toml: use {known}"),
        (("[lookup]", '[lookup]\nlost = "x"'), "fr.toml: lookup.lost is not in en.toml: remove it"),
        (("La seule est {known}.", " "), "fr.toml: lookup.one is empty"),
        (("[lookup]", "[lookup"), "fr.toml, line 3: Expected"),
        (("La seule est {known}.", 'La "seule".'), "fr.toml, line 7: "),
        (("\nmaturity = ", "\nmaturité = "), "fr.toml, line "),
        (("is_zero_singular = true", 'is_zero_singular = "yes"'), "fr.toml: writing.is_zero_singular: "),
    ],
)
def test_a_gap_in_one_language_is_named(tmp_path: Path, edit: tuple[str, str], says: str) -> None:
    with pytest.raises(InvalidTexts, match=re.escape(says)):
        load_texts(_copy(tmp_path, fr=edit), Texts)


def test_a_third_language_is_a_file_and_its_code(tmp_path: Path) -> None:
    _copy(tmp_path)
    with pytest.raises(InvalidTexts, match=r"es\.toml is missing: copy"):
        load_texts(tmp_path, Texts, (*LANGUAGES, "es"))
    spanish = (FOLDER / "en.toml").read_text("utf-8").replace("Maturity", "Madurez")
    (tmp_path / "es.toml").write_text(spanish, "utf-8")
    with pytest.raises(InvalidTexts, match="“es” is not a language of the service: add it to Language in"):
        load_texts(tmp_path, Texts)
    texts = load_texts(tmp_path, Texts, (*LANGUAGES, "es"))
    assert texts["es"].command_line.summary.maturity == "Madurez"


def test_a_language_has_all_the_files_that_it_needs() -> None:
    packs = [folder for folder in (SERVICE / "methodology" / "packs").iterdir() if folder.is_dir()]
    for language in LANGUAGES:
        for folder in (FOLDER, SCHEMAS, *(pack / "texts" for pack in packs)):
            file = folder / f"{language}.toml"
            assert file.is_file(), f"{file.relative_to(SERVICE)} is missing: translate another one"


def test_no_module_holds_words_of_several_languages() -> None:
    for path, source in SOURCES.items():
        tables = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Dict)]
        keys = {key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)}
        assert not keys & set(LANGUAGES), f"{path.relative_to(SERVICE)}: move its words to service/texts"


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Section):
        value = {name: getattr(value, name) for name in value.__struct_fields__}
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _leaves(member, f"{path}.{name}".lstrip("."))
    else:
        yield path, str(value)


def test_french_is_set_as_french_is() -> None:
    for path, text in (*_leaves(texts_of("fr")), *_leaves(schema_texts_of("fr"))):
        assert not BADLY_SET.search(NOT_WORDS.sub("", text)), path


def _sections(shape: type) -> Iterator[type[Section]]:
    yield shape
    for annotation in inspect.get_annotations(shape).values():
        if isinstance(annotation, type) and issubclass(annotation, Section):
            yield from _sections(annotation)


@pytest.mark.parametrize("section", [*_sections(Texts), SchemaTexts], ids=lambda section: section.__name__)
def test_every_text_is_used(section: type[Section]) -> None:
    sources = "\n".join(source for path, source in SOURCES.items() if path not in SHAPES)
    sources += "".join(file.read_text("utf-8") for file in PAGES)
    for name in section.__struct_fields__:
        assert re.search(rf"\.{name}\b|{{{{{name}}}}}", sources), f"{section.__name__}.{name} is used nowhere"


CODED = {
    name: error
    for name, error in vars(errors).items()
    if isinstance(error, type) and issubclass(error, errors.CodedError)
}


def _raised() -> Iterator[tuple[str, str, set[str | None], str]]:
    """Each call that makes a coded error: the error, the code, the names of the values, the place."""
    for path, source in SOURCES.items():
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CODED:
                position = 1 if issubclass(CODED[call.func.id], errors.InvalidSetting) else 0
                code = call.args[position]
                place = f"{path.relative_to(SERVICE)}:{call.lineno}"
                assert isinstance(code, ast.Constant), f"{place}: the code of an error is written out"
                values = {keyword.arg for keyword in call.keywords} - {"retry_after"}
                yield call.func.id, str(code.value), values, place


def test_every_error_has_words_and_fills_them() -> None:
    words = texts_of("en").errors
    for error, code, values, place in _raised():
        assert code in words, f"{place}: add errors.{code} to service/texts"
        wanted = set(re.findall(r"{(\w+)}", words[code].problem + words[code].hint))
        assert values == wanted, f"{place}: errors.{code} is filled with {wanted}"
        if not words[code].hint:
            assert (error, place.split(":")[0]) == ("InvalidSetting", "settings.py"), f"{code} has no hint"


def test_every_worded_error_is_raised() -> None:
    assert texts_of("en").errors.keys() == {code for _, code, _, _ in _raised()}


def _commands(
    parser: argparse.ArgumentParser, path: str = ""
) -> Iterator[tuple[str, argparse.Action | None]]:
    """What is typed for every command and argument, as the grammar has it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"{path} {name}".lstrip(), None
                yield from _commands(command, f"{path} {name}".lstrip())
        elif action.option_strings and action.option_strings[-1] in ("--help", "--lang"):
            # Every command has these.
            yield action.option_strings[-1], action
        else:
            shown = action.option_strings[-1] if action.option_strings else str(action.metavar)
            yield f"{path} {shown}".lstrip(), action


def test_the_help_is_that_of_the_grammar() -> None:
    typed = {path for path, _ in _commands(build_parser(None))}
    assert texts_of("en").command_line.help.keys() == typed


def _functions(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _functions(command)
            return
    yield parser.get_default("run")


@pytest.mark.parametrize("name", list(_functions(build_parser(None))))
def test_every_command_names_a_function(name: str) -> None:
    assert callable(command_function(name))
