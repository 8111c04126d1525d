"""The documentation page in one language: its template, filled with the words of the texts.

Imports the texts. The words may hold two marks of Markdown: `code` and [links](/path).
"""

import re
from collections.abc import Mapping
from html import escape

from service.texts import LANGUAGES, Language, texts_of

_PLACEHOLDER = re.compile(r"{{(\w+)}}")


def fill_page(template: str, language: Language) -> str:
    """Return the page in this language; raise ``KeyError`` for a placeholder that the texts lack."""
    texts = texts_of(language).docs_page
    values = {name: markup(text) for name, text in texts.page.items()} | {
        "lang": language,
        "languages": language_links(language),
        "show": markup(texts.script["show"]),
        # The scripts read their words from these attributes.
        "script": "\n    ".join(f'data-{name}="{escape(text)}"' for name, text in texts.script.items()),
    }
    return fill(template, values)


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its placeholders filled; raise ``KeyError`` for one without a value."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def language_links(language: Language) -> str:
    """Return links to the same page in every other language."""
    return " ".join(_language_link(other) for other in LANGUAGES if other != language)


def _language_link(language: Language) -> str:
    name = escape(texts_of(language).docs_page.language)
    return f'<a href="?lang={language}" lang="{language}" hreflang="{language}">{name}</a>'


def markup(text: str, root: str = "") -> str:
    """Return a text as HTML; ``root`` leads from the page to the root of this service, and stays relative."""
    text = re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))
    return re.sub(r"\[([^\]]+)\]\(/([^)]+)\)", rf'<a href="{root}\2">\1</a>', text)
