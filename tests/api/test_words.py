"""Words and what they are about: nothing that callers meet lacks words, and no words are left over."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, get_args

import msgspec
import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from service.api import operations, server
from service.api.contract.document import write_contract
from service.api.formats.docs_page import fill_page
from service.api.operations import account, docs, methodologies
from service.api.problems import kinds
from service.api.problems.kinds import ProblemKind
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery
from service.application.intake import wording
from service.model.codes import NormAssessor
from service.texts import LANGUAGES, InvalidTexts, Language, texts_of

SERVICE = Path(__file__).parents[2] / "service"
STATIC = SERVICE / "api" / "static"


class OddQuery(NoQuery, frozen=True, kw_only=True):
    """A parameter that no text describes."""

    oddity: int = 0


@get("/v1/odd/{thing:str}", operation_id="getOdd", opt={"spec": OperationSpec(tag="odd", scope=None)})
async def odd() -> None:
    """An operation that no text describes."""


@get("/v1/me", operation_id="getMe", opt={"spec": OperationSpec(tag="account", scope=None, query=OddQuery)})
async def odd_me() -> None:
    """An operation with a parameter that no text describes."""


def test_every_handler_is_registered_once_in_the_handlers_of_its_module() -> None:
    modules = [
        import_module(f"{operations.__name__}.{info.name}") for info in iter_modules(operations.__path__)
    ]
    assert set(modules) == set(server._MODULES)
    for module in modules:
        defined = [value for value in vars(module).values() if isinstance(value, HTTPRouteHandler)]
        assert set(map(id, defined)) == set(map(id, module.HANDLERS)), module.__name__
        assert len(defined) == len(module.HANDLERS)


def _gaps(*handlers: HTTPRouteHandler) -> str:
    with pytest.raises(InvalidTexts) as caught:
        write_contract(handlers, {})
    return "\n".join(caught.value.problems)


def test_an_operation_without_words_is_refused_and_told_what_to_do() -> None:
    gaps = _gaps(*account.HANDLERS, odd)
    assert "contract.operations.getOdd has no words: add them to the file of every language" in gaps
    assert "contract.tags.odd has no words" in gaps
    assert "contract.path_parameters.thing has no words" in gaps


def test_a_parameter_without_words_is_refused() -> None:
    assert "contract.parameters.oddity has no words" in _gaps(odd_me)


def test_words_of_what_does_not_exist_are_refused_and_told_what_to_do() -> None:
    gaps = _gaps(*account.HANDLERS)
    assert "contract.operations.getRule belongs to nothing: register it in HANDLERS" in gaps
    assert "contract.tags.methodology belongs to nothing" in gaps
    assert "contract.path_parameters.rule_id belongs to nothing" in gaps
    assert "contract.parameters.methodology belongs to nothing" in gaps
    assert "contract.operations.getQuestionnaire" not in _gaps(*methodologies.HANDLERS)


def test_a_kind_of_problem_without_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    odd_kind = ProblemKind(status=402, slug="odd", errors=(ArithmeticError,), occurs="always")
    monkeypatch.setattr("service.api.contract.check.KINDS", (*kinds.KINDS, odd_kind))
    assert "problems.odd has no words" in _gaps(*account.HANDLERS)


def test_every_fault_has_words_and_every_form_and_standard_is_used() -> None:
    intake = texts_of("en").intake
    assert set(intake.faults) == set(get_args(wording.FaultCode))
    assert set(intake.forms) == set(wording._FORMS.values())
    assert set(intake.standards) == set(wording._STANDARDS.values())


def test_every_assessor_is_named_in_the_words_of_norms() -> None:
    assert set(get_args(NormAssessor)) <= set(texts_of("en").norms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_every_word_of_its_own_and_every_word_that_its_scripts_ask_for(
    language: Language,
) -> None:
    texts = texts_of(language).docs_page
    template = STATIC.joinpath("docs.html").read_text("utf-8")
    placeholders = set(re.findall(r"{{(\w+)}}", template))
    own = {"lang", "languages", "script", "show"}
    others = [other for other in LANGUAGES if other != language]
    assert placeholders == set(texts.page) | own
    page = fill_page(template, language)
    assert not re.search("{{|}}", page)
    assert [f'href="?lang={other}"' in page for other in others] == [True] * len(others)
    assert set(re.findall(r"data-(\w+)=", page)) == {"first", *texts.script}


def test_every_word_of_the_scripts_is_asked_for_by_one() -> None:
    code = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    requested = set(re.findall(r'say\("(\w+)"', code))
    requested |= {name for pair in re.findall(r'say\(\w+ \? "(\w+)" : "(\w+)"\)', code) for name in pair}
    # The place of a field names its word.
    assert "say(field.place)" in code
    assert set(texts_of("en").docs_page.script) | {"first"} == requested | {"path", "query", "header"}
    assert docs.read_pages().keys() >= {*LANGUAGES, "docs.css", "docs.js"}


def _constants(*folders: str) -> set[str]:
    """Every string and every attribute's name in the code below these folders of the service."""
    trees = [
        ast.parse(path.read_text("utf-8")) for name in folders for path in (SERVICE / name).rglob("*.py")
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return strings | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _keys(table: Any) -> Iterator[str]:
    yield from (msgspec.to_builtins(table) if isinstance(table, msgspec.Struct) else table)


def test_every_word_of_faults_norms_and_pictures_is_used() -> None:
    texts, used = texts_of("en"), _constants("api", "application", "model")
    for table in (texts.intake.faults, texts.intake.phrases, texts.norms, texts.drawings):
        assert [key for key in _keys(table) if key not in used] == []
    assert [name for name in texts.contract.__struct_fields__ if name not in used] == []


def _first_arguments(folder: str, *functions: str) -> set[str]:
    """Every constant that these functions are called with first, in the code below a folder."""
    found = set()
    for path in (SERVICE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                found |= {str(node.args[0].value)} if name in functions else set()
    return found


def test_every_phrase_that_the_code_names_exists() -> None:
    named = _first_arguments("application/intake", "phrase", "_phrase") | _first_arguments("api", "phrase")
    assert len(named) > 10
    assert named <= set(texts_of("en").intake.phrases)
