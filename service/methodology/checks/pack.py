"""Cross-checks of a pack, each in both directions: what rules name exists, and what exists is used.

Nothing is assessed here; ``service.application.methodology.verification`` does that as its last step.
"""

from service.methodology.checks.choice import choice_problems
from service.methodology.checks.conditions import condition_problems
from service.methodology.checks.fields import field_problems
from service.methodology.checks.ladder import ladder_problems
from service.methodology.checks.ledger import ledger_problems
from service.methodology.checks.money import money_problems
from service.methodology.checks.plan import plan_problems
from service.methodology.checks.ranking import ranking_problems
from service.methodology.checks.release import date_problems
from service.methodology.checks.wording import wording_problems
from service.methodology.load import Pack
from service.methodology.problem import Problem


def problems_of(pack: Pack) -> tuple[Problem, ...]:
    """Everything that is wrong with a pack, in the order of its files; empty if it is sound."""
    return (
        *date_problems(pack),
        *ledger_problems(pack),
        *condition_problems(pack.rules),
        *ladder_problems(pack.rules.maturity, pack.rules.importance),
        *ranking_problems(pack.rules),
        *choice_problems(pack.rules),
        *plan_problems(pack.rules),
        *money_problems(pack.rules.costs),
        *field_problems(pack),
        *wording_problems(pack),
    )
