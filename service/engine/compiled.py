"""A methodology pack made ready for one language: every table built, every sentence found, once.

Nothing is looked up twice per assessment. The value is immutable in use and holds no state between calls.
"""

from collections.abc import Callable
from bisect import bisect_right

from service.engine.advice import AdviceModel
from service.engine.costs import CostModel
from service.engine.facts import Cut
from service.engine.importance import ImportanceModel
from service.engine.maturity import MaturityModel
from service.engine.plan import PlanModel
from service.engine.ranking import RankingModel, tenths
from service.engine.workload import WorkloadFigures
from service.methodology.facts import MEASURES, UNKNOWN
from service.methodology.load import Pack
from service.methodology.pack import BandRule
from service.model.assessment import MethodologyRef, TraceSource
from service.model.codes import Language


class Compiled:
    """A pack compiled for one language."""

    def __init__(self, pack: Pack, language: Language) -> None:
        rules, texts = pack.rules, pack.texts[language]
        self.pack = pack
        self.language = language
        self.texts = texts
        self.ref = MethodologyRef(pack.version, pack.rules_digest, pack.texts_digest)
        self.cut: dict[str, Cut] = {measure: _uncut for measure in MEASURES}
        self.cut |= {_measure(band): _cutter(band) for band in rules.sourcing.bands}
        self.workload = WorkloadFigures(rules.costs)
        self.maturity = MaturityModel(rules.maturity)
        self.importance = ImportanceModel(rules.importance)
        self.ranking = RankingModel(rules.sourcing, texts)
        self.costs = CostModel(rules.costs)
        self.plan = PlanModel(rules.plan, texts, self.costs)
        self.advice = AdviceModel(rules, texts)
        choice = rules.sourcing.choice
        self.choice = choice
        self.close_call = 0 if choice is None else tenths(choice.close_call)
        self.outside_share = {rule.model: rule.outside_share for rule in rules.sourcing.models}
        self.criterion_claims = {rule.key: rule.claims for rule in rules.importance.criteria}
        self.artefact_claims = {
            key: tuple(dict.fromkeys(c for a in rules.maturity.artefacts if a.competency == key for c in a.claims))
            for key in texts.competencies
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


def _measure(band: BandRule) -> str:
    return band.id.partition(".")[2]


def _uncut(_: float | None) -> str:
    return UNKNOWN


def _cutter(band: BandRule) -> Callable[[float | None], str]:
    edges, names = band.edges, band.names

    def cut(value: float | None) -> str:
        return UNKNOWN if value is None else names[bisect_right(edges, value)]

    return cut
