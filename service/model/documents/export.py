"""A page of an export, for tools that read JSON page by page."""

from typing import Any

from service.model.output import Output


class ExportPage(Output, frozen=True):
    """Some changes, each an object with the columns of an export, and where the next page begins.

    ``next_cursor`` is null only if nothing was ever stored. It serves after the last page too: from there,
    what was stored or erased since is read.
    """

    items: tuple[dict[str, Any], ...]
    next_cursor: str | None
    has_more: bool
