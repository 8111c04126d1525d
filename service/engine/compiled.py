"""A methodology pack compiled for one language: tables built and texts looked up once, not per assessment."""

from bisect import bisect_right

from service.engine.facts.profile_facts import BandFunction, BandFunctions, Facts
from service.engine.facts.staffing import StaffingModel
from service.engine.facts.workload import WorkloadModel
from service.engine.policies.advice import ordered_actions
from service.engine.policies.choice import ChoiceModel
from service.engine.policies.costs import CostModel
from service.engine.policies.importance import ImportanceModel
from service.engine.policies.matched_rules import advice_conditions
from service.engine.policies.maturity import MaturityModel
from service.engine.policies.outcomes import OutcomeModel
from service.engine.policies.ranking import RankingModel
from service.engine.policies.trace_wording import TraceWording
from service.engine.wording import Audience, AudienceWords, words_by_audience
from service.methodology.load import Pack
from service.methodology.shape.sourcing import BandRule
from service.methodology.vocabulary import MEASURES, UNKNOWN
from service.model.answer.assessment import MethodologyRef
from service.model.answer.trace import TraceSource
from service.texts import Language


class CompiledPack:
    """A pack ready to assess profiles and to answer in one language.

    Models cache results that depend on the pack alone or on few answers; nothing of one profile is visible
    to the next, so that threads may share an instance.
    """

    def __init__(self, pack: Pack, language: Language, wording: TraceWording | None) -> None:
        rules, texts = pack.rules, pack.texts[language]
        self.pack = pack
        self.ref = MethodologyRef(pack.version, pack.rules_digest, pack.texts_digest, pack.is_released)
        # A measure for which the pack has no band is unknown whatever its value.
        self.band_of: BandFunctions = dict.fromkeys(MEASURES, _unknown_band)
        self.band_of |= {_measure(band): _band_function(band) for band in rules.sourcing.bands}
        self.workload = WorkloadModel(rules.costs)
        self.maturity = MaturityModel(rules.maturity)
        self.importance = ImportanceModel(rules.importance)
        self.staffing = StaffingModel(rules.plan, rules.costs)
        self.costs = CostModel(rules.costs)
        self.words = words_by_audience(rules, self.costs, texts, language, wording)
        ordinary = self.words[Audience(small=False, public=False)]
        # Which paths and providers will do depends on no words, and models have one name for everybody.
        self.plan = ordinary.plan
        self.wording = ordinary.trace
        self.ranking = RankingModel(rules.sourcing, self.wording)
        # What only departments can have is no change to propose to people alone.
        self.between_departments = frozenset(
            f"/competencies/{artefact.competency}/{artefact.step}"
            for artefact in rules.maturity.artefacts
            if artefact.not_applicable == "few_people"
        )
        self.actions = ordered_actions(rules)
        self.advice_conditions = advice_conditions(rules)
        self.choice = ChoiceModel(rules)
        self.outcomes = OutcomeModel(rules.sourcing)
        self.criterion_claims = {rule.key: rule.claims for rule in rules.importance.criteria}
        self.sources = {
            source.id: TraceSource(source.id, source.author, source.year, texts.sources[source.id].interest)
            for source in pack.ledger.sources
        }
        # Rules cite claims, or published figures directly.
        self.source_of = {claim.id: claim.source for claim in pack.ledger.claims} | {
            source.id: source.id for source in pack.ledger.sources if source.kind == "reference"
        }

    def words_for(self, facts: Facts) -> AudienceWords:
        """What is said to an organisation with these facts."""
        return self.words[Audience.of(facts)]


def compile_pack(pack: Pack, language: Language, wording: TraceWording | None = None) -> CompiledPack:
    """Compile ``pack`` for assessments answered in ``language``; takes about 0.15 s.

    ``wording`` replaces the words of the trace.
    """
    return CompiledPack(pack, language, wording)


def _measure(band: BandRule) -> str:
    return band.id.partition(".")[2]


def _unknown_band(_: float | None) -> str:
    return UNKNOWN


def _band_function(band: BandRule) -> BandFunction:
    edges, names = band.edges, band.names

    def band_of(value: float | None) -> str:
        return UNKNOWN if value is None else names[bisect_right(edges, value)]

    return band_of
