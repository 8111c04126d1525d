"""The use case of revising the methodology: which stored assessments would come out differently, and why.

A rule is named alone where, had it not been changed, the assessment would come out as before. Where no single
rule is, every rule that did something else is named. Knows no SQL; nothing is stored.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from service.application.assessments.records import profile_of
from service.application.ports.assessment_store import AssessmentRecord
from service.engine import CompiledPack, assess, compile_pack, decide
from service.engine.explanation.comparison import Traced, difference
from service.engine.policies.trace_wording import CODES
from service.methodology.load import Pack
from service.methodology.rules import all_rules, put, without
from service.methodology.shape.base import Rule
from service.model.codes import Include, Level, Model
from service.model.profile import Profile
from service.texts import Language

# Beyond so many changed rules it is another model, and no single rule explains a difference.
_MOST_TRIED = 60
_LANGUAGE: Language = "en"
_TRACE: frozenset[Include] = frozenset({"trace"})


class Outcome(Struct, frozen=True):
    """What a revision may change for an organisation: its level and the model recommended, where known."""

    level: Level | None
    recommended: Model | None


class RevisedAssessment(Struct, frozen=True, kw_only=True):
    """An assessment that would come out differently.

    ``alone`` tells whether undoing the change of any one of ``rules`` brings the old outcome back.
    """

    record: AssessmentRecord
    before: Outcome
    after: Outcome
    rules: tuple[str, ...]
    alone: bool


class PackChanges(Struct, frozen=True, kw_only=True):
    """Which rules differ between two packs, by id; ``reordered`` if those of both stand in another order."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reordered: bool

    @property
    def number(self) -> int:
        """How many rules differ."""
        return len(self.changed) + len(self.added) + len(self.removed)


class PackRevision:
    """Two packs, the one before and the one after, and what each rule's change does by itself."""

    def __init__(self, before: Pack, after: Pack) -> None:
        self.changes = changes_between(before, after)
        self._before = compile_pack(before, _LANGUAGE, CODES)
        self._after = compile_pack(after, _LANGUAGE, CODES)
        self._reverted: dict[str, CompiledPack] = {}
        revertible = changed_rules(before, after)
        if len(revertible) <= _MOST_TRIED:
            self._reverted = {
                rule: compile_pack(_reverted(before, after, rule), _LANGUAGE) for rule in revertible
            }

    def of(self, records: Iterable[AssessmentRecord]) -> Iterator[RevisedAssessment]:
        """Those of these assessments that would come out differently, in their order."""
        for record in records:
            profile = profile_of(record)
            before, after = _outcome(self._before, profile), _outcome(self._after, profile)
            if before != after:
                alone = self._alone(profile, before)
                yield RevisedAssessment(
                    record=record,
                    before=before,
                    after=after,
                    rules=alone or self._together(profile),
                    alone=bool(alone),
                )

    def _alone(self, profile: Profile, before: Outcome) -> tuple[str, ...]:
        return tuple(rule for rule, pack in self._reverted.items() if _outcome(pack, profile) == before)

    def _together(self, profile: Profile) -> tuple[str, ...]:
        """The rules whose effect on this profile differs, by the two traces."""
        sides = (assess(pack, profile, _TRACE) for pack in (self._before, self._after))
        # Compiled with codes, so that the trace told is the one compared.
        before, after = (Traced(side, CODES, side) for side in sides)
        return tuple(change.rule for change in difference(before, after).rules)


def changes_between(before: Pack, after: Pack) -> PackChanges:
    """What differs between the rules of two packs."""
    old, new = _by_id(before), _by_id(after)
    return PackChanges(
        changed=tuple(rule for rule in new if rule in old and old[rule] != new[rule]),
        added=tuple(rule for rule in new if rule not in old),
        removed=tuple(rule for rule in old if rule not in new),
        reordered=[rule for rule in old if rule in new] != [rule for rule in new if rule in old],
    )


def changed_rules(before: Pack, after: Pack) -> tuple[str, ...]:
    """The rules that are new or not as they were; a removed one has no place to be put back in."""
    old = _by_id(before)
    return tuple(id_ for id_, rule in _by_id(after).items() if old.get(id_) != rule)


def _by_id(pack: Pack) -> dict[str, Rule]:
    return {rule.id: rule for rule in all_rules(pack.rules)}


def _reverted(before: Pack, after: Pack, id_: str) -> Pack:
    """The pack after, with one rule as it was before."""
    old = _by_id(before).get(id_)
    return replace(after, rules=without(after.rules, id_) if old is None else put(after.rules, old))


def _outcome(compiled: CompiledPack, profile: Profile) -> Outcome:
    decision = decide(compiled, profile)
    return Outcome(decision.known_level, decision.recommended)
