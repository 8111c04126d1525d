"""An example of each kind of problem, for the contract and for the page of the kind."""

from service.api.problems.kinds import ProblemKind
from service.api.problems.responses import Problem, problem_of, refusal
from service.application.intake.wording import fault, phrase
from service.errors import Forbidden
from service.texts import Language


def example_problem(kind: ProblemKind, language: Language) -> Problem:
    """Return a problem of this kind as a preview answers it; invalid input has a fault, a refusal a scope."""
    headcount = phrase("from_to", language, low=0, high=10_000_000)
    faults = (fault("body", "/organisation/headcount", "out_of_range", language, range=headcount),)
    has_faults = kind.slug == "invalid-input"
    example = problem_of(kind, language, "/v1/assessments/preview", faults if has_faults else ())
    return refusal(example, Forbidden("assess"), language) if kind.slug == "forbidden" else example
