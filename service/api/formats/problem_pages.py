"""The pages that a problem's ``type`` leads to: what it means, why it comes, what to do, and an example.

Written from the kinds of problem and their texts, so that no kind lacks its page. Links are relative: they
work below any path at which a proxy serves Palier. They keep the language of the page.
"""

from collections.abc import Iterable, Iterator
from html import escape
from http import HTTPStatus

import msgspec

from service.api.formats.docs_page import fill, language_links, markup
from service.api.problems.examples import example_problem
from service.api.problems.kinds import KINDS, ProblemKind
from service.texts import Language, texts_of


class ProblemPages:
    """The pages in one language: one for each kind of problem, and ``problems``, which lists them."""

    def __init__(self, template: str, language: Language) -> None:
        self._template = template
        self._language = language
        self._words = texts_of(language).problem_pages
        self._problems = texts_of(language).problems

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield each page: its path, without the first slash, and its HTML."""
        words, chosen = self._words, f"?lang={self._language}"
        docs = f'<a href="{{root}}docs{chosen}">{words.docs}</a>'
        yield "problems", self._page("", words.title, self._list(), docs)
        for kind in KINDS:
            title = self._problems[kind.slug].title
            links = f'<a href="{{root}}problems{chosen}">{words.all}</a> · {docs}'
            yield f"problems/{kind.slug}", self._page("../", title, self._about(kind), links)

    def _page(self, root: str, title: str, content: Iterable[str], links: str) -> str:
        values = {
            "lang": self._language,
            "languages": language_links(self._language),
            "title": escape(title),
            "content": "\n    ".join(content),
            "links": links.replace("{root}", root),
            "root": root,
        }
        return fill(self._template, values)

    def _list(self) -> Iterator[str]:
        yield f"<p>{markup(self._words.introduction)}</p>"
        yield "<dl>"
        for kind in KINDS:
            title = escape(self._problems[kind.slug].title)
            place = f"problems/{kind.slug}?lang={self._language}"
            yield f'<dt>{kind.status}</dt><dd><a href="{place}">{title}</a></dd>'
        yield "</dl>"

    def _about(self, kind: ProblemKind) -> Iterator[str]:
        words, problem = self._words, self._problems[kind.slug]
        status = f"{kind.status} {HTTPStatus(kind.status).phrase}"
        yield f"<p>{words.status} {status} · <code>/problems/{kind.slug}</code></p>"
        yield f"<p>{markup(problem.detail)}</p>"
        for heading, text in ((words.why, problem.why), (words.next, problem.next)):
            yield f"<h2>{heading}</h2>"
            yield f"<p>{markup(text, '../')}</p>"
        example = msgspec.json.format(msgspec.json.encode(example_problem(kind, self._language)), indent=2)
        yield f"<h2>{words.example}</h2>"
        yield f'<pre tabindex="0">{escape(example.decode())}</pre>'
