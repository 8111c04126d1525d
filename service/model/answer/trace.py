"""The trace: the rules applied and the sources that they rest on."""

from service.model.output import Claims, Output


class TraceRule(Output, frozen=True, kw_only=True):
    """A rule that was applied: the facts it read, its effect in words, and the claims that it rests on.

    ``facts`` are codes and numbers, the same in every language. ``inferred`` says that it read an answer that
    a form deduced from others.
    """

    rule: str
    facts: dict[str, str]
    text: str
    claims: Claims
    inferred: bool


class TraceSource(Output, frozen=True):
    """A source of claims in the trace, with the interest that its author had."""

    source: str
    author: str
    year: int | None
    interest: str


class Trace(Output, frozen=True):
    """The rules in the order in which they were applied, and the sources of their claims."""

    rules: tuple[TraceRule, ...]
    sources: tuple[TraceSource, ...]
