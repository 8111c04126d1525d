"""The use case of revising the methodology: which stored assessments would come out differently, and why.

A rule is named alone where, had it not been changed, the assessment would come out as before. Where no one
rule is, every rule that did something else is named. Knows no SQL; nothing is stored.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from service.application.assessments.records import profile_of
from service.application.ports.assessment_store import AssessmentRecord
from service.engine import Compiled, assess, compile_pack, decide
from service.engine.core import Decision
from service.engine.explanation.comparison import difference
from service.methodology.load import Pack
from service.methodology.rules import all_rules, put, without
from service.model.codes import LEVELS, Include, Level, Model
from service.model.profile import Profile
from service.texts import Language

# Beyond so many changed rules it is another model, and no one rule tells why.
_MOST_TRIED = 60
_LANGUAGE: Language = "en"
_TRACE: frozenset[Include] = frozenset({"trace"})


class Outcome(Struct, frozen=True):
    """What a revision may change for an organisation: its level and the model recommended."""

    level: Level | None
    recommended: Model


class RevisedAssessment(Struct, frozen=True):
    """An assessment that would come out differently. ``alone`` tells whether each rule by itself does it."""

    record: AssessmentRecord
    before: Outcome
    after: Outcome
    rules: tuple[str, ...]
    alone: bool


class PackRevision:
    """Two packs, the one before and the one after, and what each rule's change does by itself."""

    def __init__(self, before: Pack, after: Pack) -> None:
        self._before = compile_pack(before, _LANGUAGE)
        self._after = compile_pack(after, _LANGUAGE)
        changed = changed_rules(before, after)
        self._reverted: dict[str, Compiled] = {}
        if len(changed) <= _MOST_TRIED:
            self._reverted = {
                rule: compile_pack(_reverted(before, after, rule), _LANGUAGE) for rule in changed
            }

    def of(self, records: Iterable[AssessmentRecord]) -> Iterator[RevisedAssessment]:
        """Those of these assessments that would come out differently, in their order."""
        for record in records:
            profile = profile_of(record)
            before, after = _outcome(self._before, profile), _outcome(self._after, profile)
            if before != after:
                alone = self._alone(profile, before)
                yield RevisedAssessment(record, before, after, alone or self._together(profile), bool(alone))

    def _alone(self, profile: Profile, before: Outcome) -> tuple[str, ...]:
        return tuple(rule for rule, pack in self._reverted.items() if _outcome(pack, profile) == before)

    def _together(self, profile: Profile) -> tuple[str, ...]:
        found = difference(assess(self._before, profile, _TRACE), assess(self._after, profile, _TRACE))
        return tuple(change.rule for change in found.rules)


def changed_rules(before: Pack, after: Pack) -> tuple[str, ...]:
    """The rules that are new or not as they were; those that are gone can be put back nowhere."""
    old = {rule.id: rule for rule in all_rules(before.rules)}
    return tuple(rule.id for rule in all_rules(after.rules) if old.get(rule.id) != rule)


def _reverted(before: Pack, after: Pack, name: str) -> Pack:
    """The pack after, with one rule as it was before."""
    old = {rule.id: rule for rule in all_rules(before.rules)}.get(name)
    return replace(after, rules=without(after.rules, name) if old is None else put(after.rules, old))


def _outcome(compiled: Compiled, profile: Profile) -> Outcome:
    found: Decision = decide(compiled, profile)
    level = found.maturity.level
    return Outcome(None if level is None else LEVELS[level], found.recommended)
