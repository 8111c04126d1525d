"""The trace: the rules applied and the sources that they rest on."""

from service.model.output import Claims, Output


class TraceRule(Output, frozen=True):
    """A rule that was applied: the facts it read, its effect, and the claims that it rests on.

    ``read`` and ``did`` consist of codes and numbers: they are the same in every language.
    """

    rule: str
    read: dict[str, str]
    did: str
    claims: Claims


class TraceSource(Output, frozen=True):
    """A source of claims in the trace, with the interest that its author had."""

    id: str
    author: str
    year: int | None
    interest: str


class Trace(Output, frozen=True):
    """The rules in the order in which they were applied, and the sources of their claims."""

    rules: tuple[TraceRule, ...]
    sources: tuple[TraceSource, ...]
