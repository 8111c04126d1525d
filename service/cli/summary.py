"""An assessment as a person enjoys reading it in a terminal: what, why, against what, what next."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from service.methodology.shape.texts import Texts
from service.model.answer.assessment import Assessment
from service.model.answer.sourcing import MonthlyCost
from service.model.codes import LEVELS
from service.texts import Language

_BAR = 20
_SHOWN_MODELS = 5
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "maturity": "Maturity",
        "importance": "Importance",
        "advice": "Who should do the work: {label}",
        "why": "Why",
        "models": "All things weighed",
        "warnings": "Know before you act",
        "roadmap": "Next steps",
        "questions": "Answers that would sharpen this",
        "level": "Level {n} of 4",
        "between": "between {low} and {high}",
        "no_level": "not enough answers to tell",
        "covered": "{share}% of the evidence answered",
        "month": "€{low} to €{high} a month",
        "decimal": ".",
        "cash": "cash, people already in post not counted",
        "thousands": ",",
        "vetoed": "ruled out",
        "unsound": "not sound here",
        "margin": "{points} {unit} ahead of {other}",
    },
    "fr": {
        "maturity": "Maturité",
        "importance": "Enjeu",
        "advice": "Qui devrait s’en charger : {label}",
        "why": "Pourquoi",
        "models": "Tout bien pesé",
        "warnings": "À savoir avant d’agir",
        "roadmap": "Prochaines étapes",
        "questions": "Réponses qui préciseraient le résultat",
        "level": "Niveau {n} sur 4",
        "between": "entre {low} et {high}",
        "no_level": "trop peu de réponses pour le dire",
        "covered": "{share} % des preuves renseignées",
        "month": "{low} à {high} € par mois",
        "decimal": ",",
        "cash": "en trésorerie, sans les personnes déjà en poste",
        "thousands": " ",
        "vetoed": "exclu",
        "unsound": "déconseillé ici",
        "margin": "{points} {unit} devant « {other} »",
    },
}


def summary(
    answer: Assessment, texts: Texts, notices: tuple[str, ...], language: Language
) -> Iterator[RenderableType]:
    """The parts of the summary, top to bottom."""
    words = _WORDS[language]
    yield _scores(answer, words)
    yield _recommendation(answer, texts, words)
    yield _models(answer, words)
    if answer.sourcing.warnings:
        yield from _listed(words["warnings"], [_cited(w.text, w.claims) for w in answer.sourcing.warnings])
    if answer.findings:
        yield from _listed("", [Text(finding.text) for finding in answer.findings])
    steps = [_cited(f"{item.action} {item.why}", item.claims) for item in answer.next.roadmap]
    if steps:
        yield from _listed(words["roadmap"], steps)
    if answer.next.questions:
        yield from _listed(words["questions"], [Text(q.text) for q in answer.next.questions])
    yield Padding(Text(" ".join(notices), style="dim"), (1, 0, 0, 0))


def _scores(answer: Assessment, words: dict[str, str]) -> RenderableType:
    maturity, importance = answer.maturity, answer.importance
    table = Table.grid(padding=(0, 2))
    table.add_row(
        Text(words["maturity"], style="bold"),
        _bar((maturity.index or 1) - 1, 3) if maturity.level else Text("·" * _BAR, style="dim"),
        Text(_level(answer, words)),
    )
    table.add_row(
        "", "", Text(maturity.limiting.text if maturity.limiting else maturity.text or "", style="dim")
    )
    table.add_row(
        Text(words["importance"], style="bold"),
        Text("·" * _BAR, style="dim") if importance.score is None else _bar(importance.score, 100),
        Text(
            words["no_level"]
            if importance.score is None
            else f"{importance.score}/100 · {importance.label}"
            + _range(importance.interval.low, importance.interval.high, words)
        ),
    )
    table.add_row("", "", Text(importance.text or "", style="dim"))
    return Padding(table, (1, 0))


def _level(answer: Assessment, words: dict[str, str]) -> str:
    maturity = answer.maturity
    if maturity.level is None:
        return words["no_level"]
    level = words["level"].format(n=LEVELS.index(maturity.level) + 1)
    covered = words["covered"].format(share=round(100 * maturity.coverage))
    span = _range(maturity.interval.low, maturity.interval.high, words)
    return f"{level} · {maturity.label} · {_number(maturity.index or 0, words, '.2f')}{span} · {covered}"


def _range(low: float, high: float, words: dict[str, str]) -> str:
    return (
        ""
        if low == high
        else f" ({words['between'].format(low=_number(low, words), high=_number(high, words))})"
    )


def _bar(value: float, most: float) -> Text:
    filled = round(_BAR * value / most)
    return Text("█" * filled, style="cyan") + Text("░" * (_BAR - filled), style="dim")


def _recommendation(answer: Assessment, texts: Texts, words: dict[str, str]) -> RenderableType:
    sourcing = answer.sourcing
    cost = sourcing.cost.models[sourcing.recommended]
    chosen = next(ranked for ranked in sourcing.ranking if ranked.model == sourcing.recommended)
    reasons = sorted(
        (part for part in chosen.contributions or () if part.factor != "base"),
        key=lambda part: -abs(part.points),
    )
    body = Text(sourcing.text)
    body.append(f"\n{_monthly(cost, words)}", style="bold")
    body.append(f", {words['cash']}", style="dim")
    if sourcing.margin is not None:
        points, other = _number(sourcing.margin, words), _next_sound(answer)
        # French counts in the singular up to two, English at one alone.
        few = sourcing.margin < 2 if words is _WORDS["fr"] else sourcing.margin == 1
        unit = "point" if few else "points"
        body.append(f" · {words['margin'].format(points=points, unit=unit, other=other)}", style="dim")
    for part in reasons[:5]:
        body.append(
            f"\n{_number(part.points, words, '+5.1f')}  ", style="green" if part.points > 0 else "red"
        )
        body.append(texts.factors[part.factor])
        body.append(f"  {' '.join(part.claims)}", style="dim")
    title = words["advice"].format(label=sourcing.label)
    return Panel(
        body, title=Text(title, style="bold"), title_align="left", border_style="cyan", padding=(1, 2)
    )


def _models(answer: Assessment, words: dict[str, str]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    shown = 0
    for ranked in answer.sourcing.ranking:
        against = words["vetoed"] if ranked.vetoes else words["unsound"] if ranked.unsound else ""
        chosen = ranked.model == answer.sourcing.recommended
        if shown >= _SHOWN_MODELS and not chosen:
            continue
        shown += 1
        cost = answer.sourcing.cost.models[ranked.model]
        table.add_row(
            Text(ranked.label, style="bold cyan" if chosen else ""),
            _bar(ranked.fit, 100),
            Text(_number(ranked.fit, words, ".1f")),
            Text(_monthly(cost, words), style="dim"),
            Text(against, style="yellow"),
        )
    return Padding(table, (1, 0))


def _monthly(cost: MonthlyCost, words: dict[str, str]) -> str:
    low, high = (f"{amount:,}".replace(",", words["thousands"]) for amount in (cost.low, cost.high))
    return words["month"].format(low=low, high=high)


def _number(value: float, words: dict[str, str], form: str = "g") -> str:
    return f"{value:{form}}".replace(".", words["decimal"])


def _next_sound(answer: Assessment) -> str:
    """The label of the next model that is neither vetoed nor unsound: the one that the margin is to."""
    ranking = answer.sourcing.ranking
    sound = [ranked for ranked in ranking if not ranked.vetoes and not ranked.unsound]
    models = [ranked.model for ranked in sound]
    return sound[models.index(answer.sourcing.recommended) + 1].label


def _cited(text: str, claims: tuple[str, ...]) -> Text:
    return Text(text) + Text(f"  {' '.join(claims)}", style="dim")


def _listed(title: str, lines: list[Text]) -> Iterator[RenderableType]:
    if title:
        yield Text(title, style="bold")
    table = Table.grid(padding=(0, 1))
    for line in lines:
        table.add_row(" •", line)
    yield Padding(table, (0, 0, 1, 0))
