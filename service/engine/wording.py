"""What an answer says, worded for one audience: looked up and built when a pack is compiled."""

from typing import NamedTuple, get_args

from service.engine.facts.profile_facts import Facts
from service.engine.policies.advice import AdviceModel
from service.engine.policies.costs import CostModel
from service.engine.policies.plan import PlanModel
from service.engine.policies.ranking import objections_of
from service.engine.policies.trace_wording import TraceWording, wording_of
from service.methodology.audience import words_for
from service.methodology.shape.pack import Rules
from service.methodology.shape.texts import Texts
from service.model.answer.maturity import Gate
from service.model.codes import GateOutcome
from service.texts import Language
from service.texts.writing import lower_first


class Audience(NamedTuple):
    """Whom an answer speaks to: people too few to have departments, a public body, both or neither."""

    small: bool
    public: bool

    @classmethod
    def of(cls, facts: Facts) -> "Audience":
        """Whom an answer about these facts speaks to; who is unknown gets the ordinary words."""
        return cls(facts["few_people"] == "yes", facts["public_sector"] == "yes")


class AudienceWords:
    """The words of a pack in one language, and everything that is built of them, for one audience."""

    def __init__(
        self, rules: Rules, costs: CostModel, texts: Texts, trace: TraceWording, *, few_people: bool
    ) -> None:
        self.texts = texts
        self.trace = trace
        self.writing = trace.writing
        self.competency_names = {key: lower_first(name.label) for key, name in texts.competencies.items()}
        self.plan = PlanModel(rules.plan, texts, costs, self.writing)
        self.advice = AdviceModel(rules, texts, self.writing, few_people=few_people)
        self.objections = objections_of(rules.sourcing, texts)
        self.gates = _gates(rules, texts)


def words_by_audience(
    rules: Rules, costs: CostModel, texts: Texts, language: Language, wording: TraceWording | None
) -> dict[Audience, AudienceWords]:
    """The words for every audience; ``wording`` replaces those of the trace."""
    words = {}
    for audience in (Audience(small, public) for small in (False, True) for public in (False, True)):
        said = words_for(texts, small=audience.small, public=audience.public)
        trace = wording or wording_of(said, language)
        words[audience] = AudienceWords(rules, costs, said, trace, few_people=audience.small)
    return words


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
