"""A methodology pack compiled for one language: tables built and texts looked up once, not per assessment."""

from bisect import bisect_right
from typing import get_args

from service.engine.facts.profile_facts import BandFunction, BandFunctions
from service.engine.facts.workload import WorkloadModel
from service.engine.policies.advice import AdviceModel, ordered_actions
from service.engine.policies.costs import CostModel
from service.engine.policies.importance import ImportanceModel
from service.engine.policies.matched_rules import advice_conditions
from service.engine.policies.maturity import MaturityModel
from service.engine.policies.plan import PlanModel
from service.engine.policies.ranking import RankingModel, tenths
from service.engine.policies.trace_wording import TraceWording, wording_of
from service.methodology.load import Pack
from service.methodology.shape.pack import Rules
from service.methodology.shape.sourcing import BandRule
from service.methodology.shape.texts import Texts
from service.methodology.vocabulary import MEASURES, UNKNOWN
from service.model.answer.assessment import MethodologyRef
from service.model.answer.maturity import Gate
from service.model.answer.trace import TraceSource
from service.model.codes import GateOutcome
from service.texts import Language


class CompiledPack:
    """A pack ready to assess profiles and to answer in one language.

    Models cache results that depend on the pack alone or on few answers; nothing of one profile is visible
    to the next, so that threads may share an instance.
    """

    def __init__(self, pack: Pack, language: Language, wording: TraceWording) -> None:
        rules, texts = pack.rules, pack.texts[language]
        self.pack = pack
        self.texts = texts
        self.wording = wording
        self.ref = MethodologyRef(pack.version, pack.rules_digest, pack.texts_digest, pack.is_released)
        # A measure for which the pack has no band is unknown whatever its value.
        self.band_of: BandFunctions = dict.fromkeys(MEASURES, _unknown_band)
        self.band_of |= {_measure(band): _band_function(band) for band in rules.sourcing.bands}
        few_people = rules.facts.few_people
        self.few_people = 0 if few_people is None else few_people.below
        self.workload = WorkloadModel(rules.costs)
        self.maturity = MaturityModel(rules.maturity)
        self.importance = ImportanceModel(rules.importance)
        self.ranking = RankingModel(rules.sourcing, texts, self.wording)
        self.costs = CostModel(rules.costs)
        self.plan = PlanModel(rules.plan, texts, self.costs)
        self.advice = AdviceModel(rules, texts)
        self.actions = ordered_actions(rules)
        self.advice_conditions = advice_conditions(rules)
        choice = rules.sourcing.choice
        self.choice = choice
        # In tenths of a point, like every fit.
        self.close_call = 0 if choice is None else tenths(choice.close_call)
        self.outside_share = {rule.model: rule.outside_share for rule in rules.sourcing.models}
        self.criterion_claims = {rule.key: rule.claims for rule in rules.importance.criteria}
        self.gates = _gates(rules, texts)
        self.sources = {
            source.id: TraceSource(source.id, source.author, source.year, texts.sources[source.id].interest)
            for source in pack.ledger.sources
        }
        # Rules cite claims, or published figures directly.
        self.source_of = {claim.id: claim.source for claim in pack.ledger.claims} | {
            source.id: source.id for source in pack.ledger.sources if source.kind == "reference"
        }


def compile_pack(pack: Pack, language: Language, wording: TraceWording | None = None) -> CompiledPack:
    """Compile ``pack`` for assessments answered in ``language``; takes about 0.1 s.

    ``wording`` replaces the words of the trace.
    """
    return CompiledPack(pack, language, wording or wording_of(pack.texts[language], language))


def _gates(rules: Rules, texts: Texts) -> dict[tuple[str, GateOutcome], Gate]:
    """By gate and outcome, the gate as the answer shows it."""
    return {
        (gate.id, outcome): Gate(
            rule=gate.id,
            level=gate.level,
            outcome=outcome,
            text=texts.gates[gate.id.partition(".")[2]],
            claims=gate.claims,
        )
        for gate in rules.maturity.gates
        for outcome in get_args(GateOutcome)
    }


def _measure(band: BandRule) -> str:
    return band.id.partition(".")[2]


def _unknown_band(_: float | None) -> str:
    return UNKNOWN


def _band_function(band: BandRule) -> BandFunction:
    edges, names = band.edges, band.names

    def band_of(value: float | None) -> str:
        return UNKNOWN if value is None else names[bisect_right(edges, value)]

    return band_of
