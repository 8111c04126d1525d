"""The digest of a result covers whole numbers: their type changes nothing, and every number counts."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace

from service.engine import decide, result_digest
from service.engine.core import Decision
from tests.engine.moves import ANY
from tests.engine.support import compiled

NUMBERS = (
    *(f"maturity.{name}" for name in ("level", "index", "low", "high", "lowest", "highest")),
    *(f"maturity.{name}" for name in ("answered", "applicable", "contributions", "inferences")),
    *(f"maturity.competencies.{name}" for name in ("low", "point", "high")),
    *(f"importance.{name}" for name in ("score", "low", "high", "criteria.points")),
    *(f"ranking.{name}" for name in ("fits", "objections")),
    *(f"costs.{name}" for name in ("low", "high")),
    # Not the model chosen: its staffing goes by it.
    *(f"choice.{name}" for name in ("runner_up", "margin", "gap", "passed_over", "above")),
    *(f"choice.{name}" for name in ("group", "order", "blanks")),
    *("workload.fte", "resources.staffed_fte"),
)


def with_floats(value: Any) -> Any:
    """A result with every whole number as a float."""
    if isinstance(value, Struct):
        changed = {field.name: with_floats(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **changed)
    if type(value) is tuple:
        return tuple(map(with_floats, value))
    return float(value) if type(value) is int else value


def with_one_more(value: Any, path: str, place: int) -> Any:
    """A result with the number on a path raised by one; of several the one at ``place``, none is left."""
    if isinstance(value, tuple):
        if not value:
            return ()
        i = place % len(value)
        return (*value[:i], with_one_more(value[i], path, place), *value[i + 1 :])
    name, _, rest = path.partition(".")
    if name:
        return value and replace(value, **{name: with_one_more(getattr(value, name), rest, place)})
    return value if value is None else value + 1


def decision_of(profile: Any) -> Decision:
    return decide(compiled(), profile)


@given(ANY)
def test_a_whole_number_counts_the_same_as_a_float(profile):
    decision = decision_of(profile)
    floats = with_floats(decision)
    # The staffing of the model chosen is looked up by its position.
    floats = replace(floats, choice=replace(floats.choice, position=decision.choice.position))
    assert result_digest(compiled(), floats) == result_digest(compiled(), decision)


@given(profile=ANY, place=st.integers(0, 30))
def test_another_number_anywhere_in_the_result_is_another_digest(profile, place):
    decision = decision_of(profile)
    digest = result_digest(compiled(), decision)
    for path in NUMBERS:
        other = with_one_more(decision, path, place)
        assert (result_digest(compiled(), other) == digest) is (other == decision), path


@given(ANY)
def test_numbers_do_not_slide_from_one_list_into_the_next(profile):
    decision = decision_of(profile)
    inferences, objections = decision.maturity.inferences, decision.ranking.objections
    longer = replace(decision, maturity=replace(decision.maturity, inferences=(*inferences, 7)))
    shorter = replace(decision, ranking=replace(decision.ranking, objections=objections[:-1]))
    digests = [result_digest(compiled(), one) for one in (decision, longer, shorter)]
    assert len(set(digests)) == (3 if objections else 2)
