"""The shape of the code: layers, small folders, files and functions, calls that can be read, nothing dead."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.project.source_code import (
    ROOT,
    SERVICE,
    TESTS,
    definitions,
    functions,
    long_calls,
    structs_by_position,
    tree_of,
    uses,
    words_of_people,
)

FILES = [*SERVICE, *TESTS]
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION, MOST_FILES = 250, 40, 22, 12
MOST_POSITIONAL, MOST_POSITIONAL_FIELDS = 5, 4
# What is called by its name elsewhere, or by nobody here.
CALLED_FROM_OUTSIDE = {
    "connection_lost": "asyncio, of a protocol",
    "connection_made": "asyncio, of a protocol",
    "branch_labels": "alembic, of a migration",
    "data_received": "asyncio, of a protocol",
    "depends_on": "alembic, of a migration",
    "down_revision": "alembic, of a migration",
    "emit": "logging, of a handler",
    "ignore_aliases": "yaml, of a dumper",
    "on_body": "httptools, of a parser's protocol",
    "print_help": "argparse, of a parser",
    "process_bind_param": "SQLAlchemy, of a column type",
    "process_result_value": "SQLAlchemy, of a column type",
    "revision": "alembic, of a migration",
    "set_up": "SQLAlchemy, of an event's listener",
    "tell": "pyarrow, of a file",
    "writable": "pyarrow, of a file",
}

# Sentences that stand in Python, by file: how many, and why they are nobody's to translate.
SENTENCES = {
    "api/contract/check.py": (18, "for whoever adds an operation: texts cannot say that a text is missing"),
    "api/contract/code_lists.py": (1, "for whoever adds a list of codes"),
    "api/formats/problem_pages.py": (1, "a tag of HTML"),
    "api/formats/svg.py": (1, "names of fonts"),
    "api/operations/health.py": (1, "a media type"),
    "api/problems/kinds.py": (2, "values of a header"),
    "api/wire/body.py": (3, "reasons of an error, which its kind words"),
    "api/wire/parts.py": (1, "for whoever adds a part"),
    "cli/summary.py": (1, "a style of the terminal"),
    "methodology/problem.py": (1, "a type"),
    "methodology/reading.py": (16, "patterns of the decoders' messages, from which ours are made"),
    "storage/assessments/change_feed.py": (1, "SQL"),
    "storage/assessments/rollup_store.py": (1, "SQL"),
    "storage/norms/norm_repository.py": (1, "SQL"),
    "texts/reading.py": (12, "for whoever edits the texts: they cannot be read"),
}


def test_no_import_points_up():
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    run = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_held_in_the_head(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_a_folder_can_be_held_in_the_head():
    """``__init__.py`` says what the folder is for and is not counted."""
    sizes = Counter(path.parent.relative_to(ROOT).as_posix() for path in FILES if path.name != "__init__.py")
    assert {folder: size for folder, size in sizes.items() if size > MOST_FILES} == {}


def test_functions_are_short_and_most_are_very_short():
    lengths = [function for path in SERVICE for function in functions(path)]
    assert [function for function in lengths if function[1] > LONGEST_FUNCTION] == []
    usual = sum(length <= USUAL_FUNCTION for _, length in lengths)
    assert usual >= 0.9 * len(lengths)


def test_every_module_says_why_it_exists():
    for path in SERVICE:
        assert ast.get_docstring(tree_of(path)), path


def test_no_call_passes_many_arguments_by_position():
    calls = [str(place) for place in long_calls(MOST_POSITIONAL)]
    assert not calls, "\n".join(calls)


def test_a_struct_of_many_fields_takes_them_by_keyword():
    structs = [str(place) for place in structs_by_position(MOST_POSITIONAL_FIELDS)]
    assert not structs, "\n".join(structs)


def test_nothing_of_the_service_is_called_by_nobody():
    used = uses([path for path in FILES if path != Path(__file__)])
    dead = [
        str(place)
        for place in definitions()
        if not used[place.name] and place.name not in CALLED_FROM_OUTSIDE
    ]
    assert not dead, "\n".join(dead)
    assert set(CALLED_FROM_OUTSIDE) <= {place.name for place in definitions()}


def test_words_that_people_read_are_in_no_python_file():
    counts = {
        path.relative_to(ROOT / "service").as_posix(): len(words)
        for path in SERVICE
        if "migrations" not in path.parts and (words := words_of_people(path))
    }
    assert counts == {name: number for name, (number, _) in SENTENCES.items()}, "move them to service/texts"
