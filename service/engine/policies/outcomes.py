"""The facts that only the choice settles: advice asks about them, the ranking does not depend on them."""

from collections.abc import Sequence

from service.engine.facts.profile_facts import Facts
from service.engine.facts.staffing import Staffing
from service.engine.policies.choice import Choice
from service.engine.policies.ranking import tenths
from service.methodology.shape.sourcing import SourcingRules
from service.methodology.vocabulary import UNKNOWN
from service.model.codes import MODELS

_YES_NO = {True: "yes", False: "no", None: UNKNOWN}
_TIME = {True: "short", False: "enough", None: UNKNOWN}


class OutcomeModel:
    """What a pack calls a close call and opposed models, compiled."""

    def __init__(self, rules: SourcingRules) -> None:
        choice = rules.choice
        # In tenths of a point, like every fit.
        self._close_call = 0 if choice is None else tenths(choice.close_call)
        self._opposed_share = None if choice is None else choice.opposed_share
        share = {rule.model: rule.outside_share for rule in rules.models}
        self._outside_share = tuple(share.get(model, 0) for model in MODELS)

    def add(self, facts: Facts, choice: Choice, staffings: Sequence[Staffing]) -> None:
        """Add the outcomes of a choice to the facts; ``staffings`` are those of all models."""
        lead = choice.lead
        staffing = None if choice.position is None else staffings[choice.position]
        facts["sourcing_status"] = choice.status
        facts["sourcing_model"] = UNKNOWN if choice.position is None else MODELS[choice.position]
        facts["affordable"] = _YES_NO[choice.affordable]
        facts["above_budget"] = _YES_NO[choice.above is not None]
        facts["passed_over"] = _YES_NO[choice.passed_over is not None]
        facts["tied"] = _YES_NO[lead == 0]
        facts["close_call"] = _YES_NO[lead is not None and lead <= self._close_call]
        facts["opposed_runner_up"] = _YES_NO[lead is not None and self._are_opposed(*choice.group[:2])]

        facts["inside_time"] = _TIME[None if staffing is None else staffing.is_short]
        facts["new_post"] = _YES_NO[None if staffing is None else staffing.has_new_posts]

    def _are_opposed(self, one: int, other: int) -> bool:
        apart = abs(self._outside_share[one] - self._outside_share[other])
        return self._opposed_share is not None and apart >= self._opposed_share
