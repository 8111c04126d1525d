"""The project's own Python as syntax trees, and what the rules of its shape ask about them."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SERVICE = sorted(ROOT.glob("service/**/*.py"))
TESTS = sorted(ROOT.glob("tests/**/*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef
# Two words of letters with a blank between them: what a person reads rather than a program.
_WORDS = re.compile(r"[^\W\d_]{2,}[’',;:.!?]* +[^\W\d_]{2,}")
# A command names its function: "access:create_key".
_REFERENCE = re.compile(r"\w+:\w+")
_SQL = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|VACUUM|BEGIN|COMMIT|ROLLBACK|SET|WITH|FROM|"
    r"WHERE|AND|ORDER|GROUP|ON|UNION|LOCK|GRANT|ANALYZE)\b"
)


class Place(NamedTuple):
    """Where in the project something stands."""

    path: Path
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.name}"


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def definitions() -> list[Place]:
    """Every function, method, class and constant of the service, but for names that Python itself reads."""
    places = [place for path in SERVICE for place in (*_classes_and_functions(path), *_constants(path))]
    return [place for place in places if not place.name.startswith("__")]


def _classes_and_functions(path: Path) -> Iterator[Place]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function | ast.ClassDef):
            yield Place(path, node.lineno, node.name)


def _constants(path: Path) -> Iterator[Place]:
    for statement in tree_of(path).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        for node in (node for target in targets for node in ast.walk(target)):
            if isinstance(node, ast.Name):
                yield Place(path, statement.lineno, node.id)


def functions(path: Path) -> list[tuple[str, int]]:
    """Each function of a file with its length in lines."""
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree_of(path))
        if isinstance(node, Function)
    ]


def uses(paths: list[Path]) -> Counter[str]:
    """How often each name is read in these files: as a name, an attribute, or a string that is one."""
    return Counter(name for path in paths for name in _names_in(tree_of(path)))


def _names_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
                yield name
            case ast.Constant(value=str(text)) if text.isidentifier():
                yield text
            case ast.Constant(value=str(text)) if _REFERENCE.fullmatch(text):
                yield text.partition(":")[2]
            case _:
                pass


def name_of(called: ast.expr) -> str:
    """The last part of what is called or inherited from, empty where it has no name."""
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return name_of(value)
        case _:
            return ""


def long_calls(most: int) -> list[Place]:
    """Calls in the service with more arguments by position than this, of what the service defines."""
    own = {place.name for place in definitions()}
    return [
        Place(path, node.lineno, f"{name_of(node.func)}({len(node.args)})")
        for path in SERVICE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and len(node.args) > most and name_of(node.func) in own
    ]


def structs_by_position(most: int) -> list[Place]:
    """Structs of the service with more fields than this that are not ``kw_only``."""
    classes = {
        node.name: (path, node)
        for path in SERVICE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }

    def is_struct(name: str) -> bool:
        if name == "Struct" or name not in classes:
            return name == "Struct"
        return any(is_struct(name_of(base)) for base in classes[name][1].bases)

    return [
        Place(path, node.lineno, f"{name} has {len(fields)} fields")
        for name, (path, node) in classes.items()
        if is_struct(name)
        and len(fields := _fields(node)) > most
        and not any(keyword.arg == "kw_only" for keyword in node.keywords)
    ]


def _fields(node: ast.ClassDef) -> list[ast.AnnAssign]:
    return [
        each
        for each in node.body
        if isinstance(each, ast.AnnAssign) and "ClassVar" not in ast.unparse(each.annotation)
    ]


def words_of_people(path: Path) -> list[Place]:
    """Strings of a file that read like words for people: no docstring, SQL, error, log line or metric."""
    tree = tree_of(path)
    silent = {id(node) for each in ast.walk(tree) for node in _for_developers(each)}
    return [
        Place(path, node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in silent
        and _WORDS.search(node.value)
        and not _SQL.match(node.value)
    ]


_FOR_DEVELOPERS = {
    "Counter", "CounterMetricFamily", "Gauge", "Histogram", "Unavailable", "text", "execute", "compile",
    "exec_driver_sql", "RuntimeError", "TypeError", "ValueError", "AssertionError", "KeyError",
    "CheckConstraint", "DDL",
}  # fmt: skip


def _for_developers(node: ast.AST) -> Iterator[ast.AST]:
    """What of this node no user of the service reads."""
    match node:
        case ast.Expr(value=ast.Constant()) as docstring:
            yield from ast.walk(docstring)
        case ast.Assert(msg=ast.expr() as message):
            yield from ast.walk(message)
        case ast.Call() as call if name_of(call.func) in _FOR_DEVELOPERS:
            yield from ast.walk(call)
        case _:
            pass
