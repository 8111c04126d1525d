"""Reads the project's markdown pages: their paths, code blocks, commands, links and headings."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_IGNORED = {".venv", ".hypothesis", "node_modules", "var"}


def pages() -> list[str]:
    """Every markdown page of the project, by its path from the root."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return sorted(str(path) for path in found if not _IGNORED & {*path.parts})


@cache
def text_of(page: str) -> str:
    """The text of a page, named by its path from the root."""
    return (ROOT / page).read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in this language, in order."""
    return [body for name, body in _FENCED.findall(text_of(page)) if name == language]


def commands(page: str) -> list[list[str]]:
    """The commands of each console block, without the prompt; output has blocks of its own."""
    return [block.removeprefix("$ ").rstrip().split("\n$ ") for block in blocks(page, "console")]


def prose(page: str) -> str:
    """The text of a page without its fenced blocks."""
    return _FENCED.sub("", text_of(page))


def code_spans(page: str) -> list[str]:
    """What stands between backticks outside of fenced blocks."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def links(page: str) -> list[str]:
    """Where a page's links lead, those to other sites left out."""
    return [target for target in _LINK.findall(prose(page)) if not re.match(r"[a-z]+:", target)]


def anchors(page: str) -> set[str]:
    """The anchors that the headings of a page get on GitHub."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
