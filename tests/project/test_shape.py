"""The shape of the code: layers, small files, small functions. A rule that is not tested is a wish."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("service/**/*.py"), *ROOT.glob("tests/**/*.py")])
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION = 250, 40, 22


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def test_no_import_points_up():
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_held_in_the_head(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_functions_are_short_and_most_are_very_short():
    functions = [found for path in FILES if "service" in path.parts for found in _functions(path)]
    assert [found for found in functions if found[1] > LONGEST_FUNCTION] == []
    usual = sum(length <= USUAL_FUNCTION for _, length in functions)
    assert usual >= 0.9 * len(functions)


def test_every_module_says_why_it_exists():
    for path in ROOT.glob("service/**/*.py"):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path
