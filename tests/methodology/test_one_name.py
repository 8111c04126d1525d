"""One name for one thing: a flat name is the answer's path joined by ``_``, wherever it is used."""

from collections.abc import Callable
from typing import get_args, get_type_hints

import pytest

from service.methodology.load import Pack
from service.model.answer.advice import Counterfactual
from service.model.answer.assessment import Assessment
from service.model.answer.comparison import COMPARED_OUTPUTS
from service.model.codes import COMPETENCIES, CountedOutput, GroupBy
from service.model.documents.row import AssessmentRow
from service.model.documents.statistics import Spread, StatsRow
from tests.methodology.packs import current, small

COLUMNS = AssessmentRow.__struct_fields__
SECTIONS = ("maturity", "importance", "sourcing")
# A cost has two ends below its name; a competency stands by its score.
DEEPER = {"cost_eur_per_month_low", "cost_eur_per_month_high", *COMPETENCIES}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_column_of_a_row_is_a_member_of_its_section(section: str) -> None:
    members = {*get_type_hints(Assessment)[section].__struct_fields__, *DEEPER}
    named = [column.removeprefix(f"{section}_") for column in COLUMNS if column.startswith(f"{section}_")]
    assert named
    assert [name for name in named if name not in members] == []


def test_whatever_is_compared_counted_or_grouped_by_is_a_column() -> None:
    measures = [name for name, kind in get_type_hints(StatsRow).items() if kind is Spread]
    moved = get_args(get_type_hints(Counterfactual)["output"])
    used = {*COMPARED_OUTPUTS, *get_args(CountedOutput), *get_args(GroupBy), *measures, *moved}
    assert measures
    assert used - {*COLUMNS} == {"tag"}


@pytest.mark.parametrize("pack", [current, small])
def test_a_factor_bears_its_facts_name(pack: Callable[[], Pack]) -> None:
    factors = pack().rules.sourcing.factors
    assert [factor.id for factor in factors if factor.id != f"factor.{factor.fact}"] == []


def test_a_question_asks_for_the_fact_of_its_fields_name() -> None:
    asked = {rule.field: rule.fact for rule in current().rules.next.questions}
    assert asked == {pointer: fact_of(pointer) for pointer in asked}


def fact_of(pointer: str) -> str:
    """The name of a field's fact: the field's own, unless the fact is made of it in one of these ways."""
    *blocks, name = pointer.split("/")
    if "competencies" in blocks:
        return f"{name}_answered"
    if "skills" in blocks:
        return f"{name}_skill"
    return {"current_setup": "in_post", "objectives": "presence_only"}.get(name, name)
