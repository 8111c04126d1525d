"""A methodology pack made ready for one language: every table built, every sentence found, once.

Nothing is looked up twice per assessment. The value is immutable in use and holds no state between calls.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import get_args

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import Cut
from service.engine.facts.workload import WorkloadFigures
from service.engine.policies.advice import AdviceModel, ordered_actions, ordered_questions, question_condition
from service.engine.policies.costs import CostModel
from service.engine.policies.importance import ImportanceModel
from service.engine.policies.maturity import MaturityModel, Outcome
from service.engine.policies.plan import PlanModel
from service.engine.policies.ranking import RankingModel, tenths
from service.methodology.load import Pack
from service.methodology.shape.pack import Rules
from service.methodology.shape.sourcing import BandRule
from service.methodology.vocabulary import MEASURES, UNKNOWN
from service.model.answer.assessment import MethodologyRef
from service.model.answer.maturity import Gate
from service.model.answer.trace import TraceSource
from service.texts import Language


class Compiled:
    """A pack compiled for one language."""

    def __init__(self, pack: Pack, language: Language) -> None:
        rules, texts = pack.rules, pack.texts[language]
        self.pack = pack
        self.language = language
        self.texts = texts
        self.ref = MethodologyRef(pack.version, pack.rules_digest, pack.texts_digest)
        self.cut: dict[str, Cut] = dict.fromkeys(MEASURES, _uncut)
        self.cut |= {_measure(band): _cutter(band) for band in rules.sourcing.bands}
        self.workload = WorkloadFigures(rules.costs)
        self.maturity = MaturityModel(rules.maturity)
        self.importance = ImportanceModel(rules.importance)
        self.ranking = RankingModel(rules.sourcing, texts)
        self.costs = CostModel(rules.costs)
        self.plan = PlanModel(rules.plan, texts, self.costs)
        self.advice = AdviceModel(rules, texts)
        self.actions = ordered_actions(rules)
        self.after = _after_the_choice(rules)
        choice = rules.sourcing.choice
        self.choice = choice
        self.close_call = 0 if choice is None else tenths(choice.close_call)
        self.outside_share = {rule.model: rule.outside_share for rule in rules.sourcing.models}
        self.criterion_claims = {rule.key: rule.claims for rule in rules.importance.criteria}
        self.gates = {
            (gate.id, outcome): Gate(
                gate.id, gate.level, outcome, texts.gates[gate.id.partition(".")[2]], gate.claims
            )
            for gate in rules.maturity.gates
            for outcome in get_args(Outcome)
        }
        self.sources = {
            source.id: TraceSource(source.id, source.author, source.year, texts.sources[source.id].interest)
            for source in pack.ledger.sources
        }
        self.source_of = {claim.id: claim.source for claim in pack.ledger.claims} | {
            source.id: source.id for source in pack.ledger.sources if source.kind == "reference"
        }


def compile_pack(pack: Pack, language: Language) -> Compiled:
    """Make ``pack`` ready to assess profiles and to answer in ``language``."""
    return Compiled(pack, language)


def _after_the_choice(rules: Rules) -> Conditions:
    """Every rule that may ask what was recommended, found in one pass."""
    return Conditions(
        warnings=[rule.when for rule in rules.sourcing.warnings],
        holders=[rule.when for rule in rules.plan.holders],
        team=[rule.when for rule in rules.plan.team],
        paths=[rule.when for rule in rules.plan.paths],
        actions=[rule.when for rule in ordered_actions(rules)],
        questions=[question_condition(rule) for rule in ordered_questions(rules)],
    )


def _measure(band: BandRule) -> str:
    return band.id.partition(".")[2]


def _uncut(_: float | None) -> str:
    return UNKNOWN


def _cutter(band: BandRule) -> Callable[[float | None], str]:
    edges, names = band.edges, band.names

    def cut(value: float | None) -> str:
        return UNKNOWN if value is None else names[bisect_right(edges, value)]

    return cut
