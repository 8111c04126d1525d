"""The documents name only what exists: paths, tests, targets, commands, options, settings, links, codes."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import get_args

import pytest

from service.cli import main
from service.model.codes import COMPETENCIES, LEVELS, MODELS, TASKS, Role
from service.settings import SETTINGS
from tests.project.markdown import ROOT, anchors, blocks, code_spans, commands, links, pages, prose, text_of

PAGES = pages()
RECORDS = [page for page in PAGES if re.match(r"service/decisions/\d{4}-", page)]
SECTIONS = ["Context", "Decision", "Consequences", "Held by"]
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
ENDINGS = (".py", ".toml", ".md", ".yaml")
# A pack's files are named from its own folder.
PACK = "service/methodology/packs/v2026.1"
GENERATED = ("var/", ".venv/")
CALL = re.compile(r"(?:^|[ (/])palier (?!palier )([a-z][^\n;)]*)", re.MULTILINE)
# An option of pytest, of Compose and the like is none of ours: only lines that call palier are looked at.
OPTION = re.compile(r"(?<=\s)--[a-z-]+")
BADLY_SET = re.compile(r"'|[^\u00a0 \n|][;?!%»]|[^\u00a0]»|«[^\u00a0]| :")


def _named_paths(page: str) -> Iterator[tuple[str, str]]:
    """The project's files and folders that a page names, each with the function behind it, if any."""
    for span in code_spans(page):
        path, _, function = span.partition("::")
        top = PurePosixPath(path).parts[:1]
        if (
            PATH.fullmatch(path)
            and not path.startswith(GENERATED)
            and (path.endswith(ENDINGS) or ("/" in path and top and (ROOT / top[0]).is_dir()))
        ):
            yield path, function


def _found(path: str, page: str) -> bool:
    near = str(PurePosixPath(page).parent)
    return any(list((ROOT / base).glob(path.rstrip("/"))) for base in (".", near, PACK, "tests/cases"))


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_it_names_exists(page: str):
    named = list(_named_paths(page))
    assert [path for path, _ in named if not _found(path, page)] == []
    for path, function in named:
        if function:
            assert re.search(rf"^(async )?def {function}\b", text_of(path), re.MULTILINE), (
                f"{path}::{function}"
            )


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str):
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = (ROOT / page).parent.joinpath(path) if path else ROOT / page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(str(there.resolve().relative_to(ROOT))), target


def _code(page: str) -> list[str]:
    """The code of a page that may hold commands: spans, and each command of its console blocks."""
    return [*code_spans(page), *(command for block in commands(page) for command in block)]


@pytest.mark.parametrize("page", PAGES)
def test_every_target_that_it_names_is_in_the_makefile(page: str):
    makefile = text_of("Makefile")
    named = {target for code in _code(page) for target in re.findall(r"(?:^|; |&& )make ([a-z]+)", code)}
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def _calls(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """The command and sub-command of each call of ``palier`` on a page, and its options.

    ``palier keys list|revoke`` stands for two calls.
    """
    for code in _code(page):
        for call in CALL.findall(code.replace("\\\n", " ")):
            arguments = call.partition("#")[0]
            command, *rest = re.findall(r"[a-z|]+", arguments.partition(" --")[0])
            for second in rest[0].split("|") if rest else [""]:
                yield [word for word in (command, second) if word], OPTION.findall(arguments)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_it_names_exists(page: str, capsys):
    for words, options in _calls(page):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--help"])
        shown = capsys.readouterr()
        assert ended.value.code == 0, (words, shown.err)
        assert [option for option in options if option not in shown.out] == [], words


def test_every_setting_is_described_and_no_other():
    known = {setting.name for setting in SETTINGS}
    table = re.findall(r"^\| (`PALIER_.*?) \|", text_of("deploy/README.md"), re.MULTILINE)
    assert set(re.findall(r"PALIER_[A-Z_]+", " ".join(table))) == known


@pytest.mark.parametrize("page", RECORDS)
def test_a_decision_has_its_parts_and_names_what_holds_it(page: str):
    text = text_of(page)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    assert re.match(rf"# {int(page.rpartition('/')[2][:4])}\. ", text)
    held = text.partition("## Held by\n")[2]
    tests = re.findall(r"`(tests/[\w/.]+\.py)(?:::\w+)?`", held)
    assert tests or re.findall(r"`make [a-z]+`", held)
    assert len(text.split()) <= 450, "a record is a page"


def test_every_decision_is_listed_in_order():
    assert links("service/decisions/README.md") == [page.rpartition("/")[2] for page in RECORDS]
    assert [int(page.rpartition("/")[2][:4]) for page in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_every_folder_of_the_service_has_its_sentence_on_the_map():
    packages = {
        str(path.parent.relative_to(ROOT))
        for path in ROOT.glob("service/**/__init__.py")
        if path.parent != ROOT / "service"
    } | {"service/api/static"}
    described = set(re.findall(r"^\| `(service/[\w/]+)/` \|", text_of("service/README.md"), re.MULTILINE))
    assert packages - described == set()
    assert [folder for folder in described if not (ROOT / folder).is_dir()] == []


def test_the_glossary_has_every_code():
    rows = re.findall(r"^\| `(\w+)` \|", text_of("service/GLOSSARY.md"), re.MULTILINE)
    assert {*COMPETENCIES, *LEVELS, *MODELS, *TASKS, *get_args(Role)} - {*rows} == set()


def test_the_changelog_says_what_kind_each_change_is():
    kinds = re.findall(r"^### (.*)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert kinds
    assert set(kinds) <= {"Added", "Changed", "Fixed", "Removed"}


@pytest.mark.parametrize("page", [page for page in PAGES if page.endswith(".fr.md")])
def test_the_french_is_set_as_french_is(page: str):
    text = re.sub(r"`[^`]+`|\]\([^)]*\)|https?://\S+", "", prose(page))
    assert not BADLY_SET.search(text), BADLY_SET.search(text)


def test_every_example_in_json_can_be_read():
    assert all(block.strip().startswith(("{", "[")) for page in PAGES for block in blocks(page, "json"))
