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
from service.texts.numbers import is_singular, write_amount, write_number

_BAR_WIDTH = 20
_MOST_MODELS = 5
_MOST_REASONS = 5


class Summary:
    """The parts of an assessment's summary, in the language of these texts."""

    def __init__(self, answer: Assessment, pack: PackTexts, texts: Texts) -> None:
        self._answer = answer
        self._pack = pack
        self._words = texts.command_line.summary
        self._numbers = texts.numbers

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
        level = (words.level if low == high else words.levels).format(low=low, high=high)
        covered = words.covered.format(share=round(100 * maturity.coverage))
        span = self._range(maturity.index_low, maturity.index_high)
        index = write_number(maturity.index or 0, self._numbers, ".2f")
        return f"{level} · {maturity.label} · {index}{span} · {covered}"

    def _importance(self) -> str:
        importance = self._answer.importance
        if importance.score is None:
            return self._words.no_level
        span = self._range(importance.score_low, importance.score_high)
        return f"{importance.score}/100 · {importance.label}{span}"

    def _range(self, low: float, high: float) -> str:
        if low == high:
            return ""
        between = self._words.between.format(
            low=write_number(low, self._numbers), high=write_number(high, self._numbers)
        )
        return f" ({between})"

    def _recommendation(self) -> RenderableType:
        sourcing, words = self._answer.sourcing, self._words
        body = Text(sourcing.text or "")
        if sourcing.cost_eur_per_month is not None:
            body.append(f"\n{self._monthly(sourcing.cost_eur_per_month)}", style="bold")
            body.append(f", {words.cash}", style="dim")
        if sourcing.margin is not None:
            body.append(f" · {self._margin(sourcing.margin)}", style="dim")
        self._append_reasons(body)
        is_settled = self._answer.maturity.status == self._answer.importance.status == "assessed"
        heading = words.advice if is_settled else words.advice_to_confirm
        title = Text(heading.format(label=sourcing.label), style="bold")
        return Panel(body, title=title, title_align="left", border_style="cyan", padding=(1, 2))

    def _margin(self, margin: float) -> str:
        words = self._words
        unit = words.point if is_singular(margin, self._numbers) else words.points
        points = write_number(margin, self._numbers)
        return words.margin.format(points=points, unit=unit, other=_next_sound_model(self._answer))

    def _append_reasons(self, body: Text) -> None:
        """Add the factors that weigh most for or against the advice, one a line."""
        sourcing = self._answer.sourcing
        chosen = sourcing.ranking[0]
        reasons = [part for part in chosen.contributions or () if part.factor != "base"]
        for part in sorted(reasons, key=lambda part: -abs(part.points))[:_MOST_REASONS]:
            points = write_number(part.points, self._numbers, "+5.1f")
            body.append(f"\n{points}  ", style="green" if part.points > 0 else "red")
            body.append(self._pack.factors[part.factor])
            body.append(f"  {' '.join(part.claims)}", style="dim")

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
                Text(write_number(ranked.fit, self._numbers, ".1f")),
                Text(self._monthly(ranked.cost_eur_per_month), style="dim"),
                Text(against, style="yellow"),
            )
        return Padding(table, (1, 0))

    def _monthly(self, cost: MonthlyCost) -> str:
        low, high = (write_amount(amount, self._numbers) for amount in (cost.low, cost.high))
        return self._words.month.format(low=low, high=high)


def _next_sound_model(answer: Assessment) -> str:
    """The label of the next model without objection: the one that the margin is to."""
    chosen, *others = answer.sourcing.ranking
    return next(other.label for other in others if other.fit <= chosen.fit and not other.objections)


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
