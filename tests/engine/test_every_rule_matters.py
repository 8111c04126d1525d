"""No claim is cited for show: deleting any rule of the pack changes the answer to at least one case file."""

from functools import cache

import msgspec
import pytest

from service.engine import assess, compile_pack
from service.methodology.catalogue import shipped
from service.methodology.rules import all_rules, without
from service.model.profile import Profile
from tests.engine.support import VERSION, changed, profile_of, read

PACK = shipped().pack(VERSION)


@cache
def corpus() -> tuple[Profile, ...]:
    """Every profile of the case files: the organisations, and both sides of each pair."""
    organisations = [profile_of(case) for case in read("organisations").values()]
    pairs = [(profile_of(pair), pair["change"]) for pair in read("directions").values()]
    return (*organisations, *(each for before, change in pairs for each in (before, changed(before, change))))


@cache
def answers() -> tuple[bytes, ...]:
    compiled = compile_pack(PACK, "en")
    return tuple(msgspec.json.encode(assess(compiled, profile)) for profile in corpus())


def answers_alike_without(rule: str) -> bool:
    """Whether the pack without the rule answers every case as before; one that cannot answer does not."""
    lesser = msgspec.structs.replace(PACK, rules=without(PACK.rules, rule))
    try:
        compiled = compile_pack(lesser, "en")
        found = (msgspec.json.encode(assess(compiled, profile)) for profile in corpus())
        return all(mine == theirs for mine, theirs in zip(found, answers(), strict=True))
    except (KeyError, IndexError, TypeError, ValueError):
        return False


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules(PACK.rules)])
def test_deleting_a_rule_changes_the_answer_to_a_case(rule):
    assert not answers_alike_without(rule), f"{rule} changes no case: cite it in a case, or delete it"
