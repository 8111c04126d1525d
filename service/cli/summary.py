"""An assessment as a person reads it in a terminal: scores, advice and why, alternatives, next steps."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from service.methodology.shape.texts import Texts as PackTexts
from service.model.answer.assessment import Assessment
from service.model.answer.sourcing import MonthlyCost
from service.model.codes import LEVELS
from service.texts import Texts

_BAR_WIDTH = 20
_MOST_MODELS = 5


class Summary:
    """The parts of an assessment's summary, in the language of these texts."""

    def __init__(self, answer: Assessment, pack: PackTexts, texts: Texts) -> None:
        self._answer = answer
        self._pack = pack
        self._words = texts.command_line.summary
        self._writing = texts.writing

    def parts(self, notices: tuple[str, ...]) -> Iterator[RenderableType]:
        """Yield the parts from top to bottom; ``notices`` close the summary."""
        answer, words = self._answer, self._words
        yield self._scores()
        yield self._recommendation()
        yield self._models()
        if answer.sourcing.warnings:
            yield from _list(
                words.warnings, [_cited(item.text, item.claims) for item in answer.sourcing.warnings]
            )
        if answer.findings:
            yield from _list("", [Text(finding.text) for finding in answer.findings])
        if answer.next.roadmap:
            steps = [_cited(f"{step.action} {step.why}", step.claims) for step in answer.next.roadmap]
            yield from _list(words.roadmap, steps)
        if answer.next.questions:
            yield from _list(words.questions, [Text(question.text) for question in answer.next.questions])
        yield Padding(Text(" ".join(notices), style="dim"), (1, 0, 0, 0))

    def _scores(self) -> RenderableType:
        maturity, importance = self._answer.maturity, self._answer.importance
        table = Table.grid(padding=(0, 2))
        table.add_row(
            Text(self._words.maturity, style="bold"),
            _empty_bar()
            if maturity.index is None
            else _range_bar(maturity.index_low - 1, maturity.index_high - 1, 3),
            Text(self._level()),
        )
        limit = maturity.limiting.text if maturity.limiting else maturity.text
        if maturity.status == "provisional":
            table.add_row("", "", Text(maturity.text or "", style="dim"))
        table.add_row("", "", Text(limit or "", style="dim"))
        table.add_row(
            Text(self._words.importance, style="bold"),
            _empty_bar()
            if importance.score is None
            else _range_bar(importance.score_low, importance.score_high, 100),
            Text(self._importance()),
        )
        table.add_row("", "", Text(importance.text or "", style="dim"))
        return Padding(table, (1, 0))

    def _level(self) -> str:
        maturity, words = self._answer.maturity, self._words
        if maturity.level is None:
            return words.no_level
        low, high = (LEVELS.index(level) + 1 for level in (maturity.level_low, maturity.level_high))
        fill, number = self._writing.fill, self._writing.number
        level = fill(words.level if low == high else words.levels, low=low, high=high)
        covered = fill(words.covered, share=round(100 * maturity.coverage))
        span = self._range(number(maturity.index_low, 2), number(maturity.index_high, 2))
        return f"{level} · {maturity.label} · {number(maturity.index or 0, 2)}{span} · {covered}"

    def _importance(self) -> str:
        importance = self._answer.importance
        if importance.score is None:
            return self._words.no_level
        ends = importance.score_low, importance.score_high
        span = self._range(*self._writing.numbers(ends))
        return f"{importance.score}/100 · {importance.label}{span}"

    def _range(self, low: str, high: str) -> str:
        return "" if low == high else f" ({self._writing.fill(self._words.between, low=low, high=high)})"

    def _recommendation(self) -> RenderableType:
        sourcing, words = self._answer.sourcing, self._words
        if sourcing.model is None:
            return _panel(self._writing.fill(words.advice, label=words.no_level), Text(self._open_models()))
        body = Text(sourcing.text or "")
        if sourcing.cost_eur_per_month is not None:
            body.append(f"\n{self._monthly(sourcing.cost_eur_per_month)}", style="bold")
            body.append(f", {words.cash}", style="dim")
        if sourcing.margin is not None:
            body.append(f" · {self._margin(sourcing.margin)}", style="dim")
        self._append_reasons(body)
        statuses = {self._answer.maturity.status, self._answer.importance.status, sourcing.status}
        heading = words.advice if statuses == {"assessed"} else words.advice_to_confirm
        return _panel(self._writing.fill(heading, label=sourcing.label), body)

    def _open_models(self) -> str:
        """The models that nothing objects to, where none is recommended."""
        sourcing = self._answer.sourcing
        names = {ranked.model: ranked.label for ranked in sourcing.ranking}
        return self._writing.fill(self._words.open_models, models=[names[model] for model in sourcing.group])

    def _margin(self, margin: float) -> str:
        words = self._words.margin if margin else self._words.tie
        return self._writing.fill(words, points=margin, other=self._runner_up())

    def _append_reasons(self, body: Text) -> None:
        """Add what sets the advice apart from the next model, one reason a line."""
        sourcing, words = self._answer.sourcing, self._words
        if sourcing.reasons:
            is_alone = sourcing.runner_up is None
            heading = words.reasons if is_alone else self._writing.fill(words.apart, other=self._runner_up())
            body.append(f"\n\n{heading}")
        for reason in sourcing.reasons:
            points = "" if reason.points is None else self._writing.gain(reason.points)
            is_against = reason.points is not None and reason.points < 0
            body.append(f"\n{points or '✓':>5}  ", style="red" if is_against else "green")
            body.append(reason.label)
            body.append(f"  {' '.join(reason.claims)}", style="dim")

    def _runner_up(self) -> str:
        """The label of the next model without objection: the one that margin and reasons are to."""
        sourcing = self._answer.sourcing
        return next((other.label for other in sourcing.ranking if other.model == sourcing.runner_up), "")

    def _models(self) -> RenderableType:
        sourcing, words = self._answer.sourcing, self._words
        table = Table.grid(padding=(0, 2))
        for ranked in sourcing.ranking[:_MOST_MODELS]:
            is_chosen = ranked.model == sourcing.model
            kinds = {objection.kind for objection in ranked.objections}
            against = words.vetoed if "veto" in kinds else words.unsound if kinds else ""
            table.add_row(
                Text(ranked.label, style="bold cyan" if is_chosen else ""),
                _bar(ranked.fit, 100),
                Text(self._writing.number(ranked.fit, 1), justify="right"),
                Text(self._monthly(ranked.cost_eur_per_month), style="dim"),
                Text(against, style="yellow"),
            )
        return Padding(table, (1, 0))

    def _monthly(self, cost: MonthlyCost) -> str:
        words = self._words.month if cost.low == cost.high else self._words.month_between
        return self._writing.fill(words, amount=cost.low, low=cost.low, high=cost.high)


def _panel(title: str, body: Text) -> Panel:
    return Panel(
        body, title=Text(title, style="bold"), title_align="left", border_style="cyan", padding=(1, 2)
    )


def _bar(value: float, most: float) -> Text:
    filled = round(_BAR_WIDTH * value / most)
    return Text("█" * filled, style="cyan") + Text("░" * (_BAR_WIDTH - filled), style="dim")


def _range_bar(low: float, high: float, most: float) -> Text:
    """A bar that is full as far as the value is sure to reach, and half as far as it may."""
    sure, possible = (round(_BAR_WIDTH * end / most) for end in (low, high))
    rest = "░" * (_BAR_WIDTH - possible)
    return (
        Text("█" * sure, style="cyan") + Text("▒" * (possible - sure), style="cyan") + Text(rest, style="dim")
    )


def _empty_bar() -> Text:
    return Text("·" * _BAR_WIDTH, style="dim")


def _cited(text: str, claims: tuple[str, ...]) -> Text:
    return Text(text) + Text(f"  {' '.join(claims)}", style="dim")


def _list(title: str, lines: list[Text]) -> Iterator[RenderableType]:
    if title:
        yield Text(title, style="bold")
    table = Table.grid(padding=(0, 1))
    for line in lines:
        table.add_row(" •", line)
    yield Padding(table, (0, 0, 1, 0))
