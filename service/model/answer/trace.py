"""The trace of an answer: the rules applied, and who stands behind them."""

from service.model.output import Claims, Output


class TraceRule(Output, frozen=True):
    """One rule that was applied: what it read, what it did, the claims it rests on.

    ``read`` and ``did`` are made of codes and numbers: they are the same in every language.
    """

    rule: str
    read: dict[str, str]
    did: str
    claims: Claims


class TraceSource(Output, frozen=True):
    """An author whose claims the trace names, with the interest that the author wrote from."""

    id: str
    author: str
    year: int | None
    interest: str


class Trace(Output, frozen=True):
    """The rules in the order in which they were applied, and who stands behind them."""

    rules: tuple[TraceRule, ...]
    sources: tuple[TraceSource, ...]
