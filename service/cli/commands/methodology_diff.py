"""``palier methodology diff``: what a revision would change for the assessments that are stored.

Imports the composition root, the archive and the use case.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from service.app import administration
from service.application.methodology.packs import pack_named
from service.application.methodology.revision import Outcome, PackChanges, PackRevision, RevisedAssessment
from service.application.ports.assessment_store import AssessmentRecord
from service.cli.database import operator_database
from service.cli.invocation import Invocation
from service.cli.progress import counted
from service.storage.assessments.archive import records
from service.texts import texts_of

_MOST_LISTED = 20


def diff(call: Invocation) -> int:
    """Assess everything stored by two packs; print what would change, as text or a line of JSON each.

    Raises ``InvalidPack``, ``UnknownName`` for what is neither a version nor a folder, and ``NotDone`` for an
    unknown tenant.
    """
    options = call.options
    revision = PackRevision(pack_named(options.before), pack_named(options.after))
    counter = _Counter()
    with operator_database(call.settings) as database:
        access = administration(database)
        tenant, names = access.find_tenant(options.tenant) if options.tenant else None, access.names()
        stored = counted(records(database, tenant), call.words.progress.comparing)
        revised = revision.of(counter.counted(stored))
        if options.json:
            for assessment in revised:
                print(json.dumps(_line(assessment, names)))
        else:
            _Summary(call).print(list(revised), counter.number, revision.changes)
    return 0


class _Counter:
    """How many records have passed."""

    def __init__(self) -> None:
        self.number = 0

    def counted(self, records: Iterable[AssessmentRecord]) -> Iterator[AssessmentRecord]:
        """The same records, counted as they pass."""
        for record in records:
            self.number += 1
            yield record


class _Summary:
    """What a revision would change, as text in the language of a call."""

    def __init__(self, call: Invocation) -> None:
        self._words = call.words.methodology
        self._writing = texts_of(call.language).writing

    def print(self, revised: list[RevisedAssessment], total: int, changes: PackChanges) -> None:
        """Print how much would change, which rules differ, from what to what, and why."""
        words = self._words
        print(self._writing.fill(words.differences, rules=changes.number, revised=len(revised), total=total))
        self._print_rules(words.changed, changes.changed)
        self._print_rules(words.added, changes.added)
        self._print_rules(words.removed, changes.removed)
        if changes.reordered:
            print(words.reordered)
        self._print_moves(words.level, ((one.before.level, one.after.level) for one in revised))
        self._print_moves(
            words.recommendation, ((one.before.recommended, one.after.recommended) for one in revised)
        )
        self._print_causes(revised)

    def _print_moves(self, line: str, moves: Iterable[tuple[str | None, str | None]]) -> None:
        none = self._words.none
        for (old, new), number in Counter(moves).most_common():
            if old != new:
                self._print_counted(line, number, before=old or none, after=new or none)

    def _print_causes(self, revised: list[RevisedAssessment]) -> None:
        causes = Counter(rule for one in revised if one.alone for rule in one.rules)
        for rule, number in causes.most_common(_MOST_LISTED):
            self._print_counted(self._words.cause, number, rule=rule)
        together = sum(not one.alone for one in revised)
        if together:
            self._print_counted(self._words.together, together)

    def _print_counted(self, line: str, number: int, **values: str) -> None:
        """Print a line that begins with a number of assessments, in a column."""
        column = f"{self._writing.number(number):>7}"
        print(self._writing.fill(line, column=column, number=number, **values))

    def _print_rules(self, line: str, rules: tuple[str, ...]) -> None:
        if rules:
            listed, more = rules[:_MOST_LISTED], len(rules) - _MOST_LISTED
            if more > 0:
                listed = (*listed, self._writing.fill(self._words.more, number=more))
            print(self._writing.fill(line, rules=listed))


def _line(revised: RevisedAssessment, names: dict[str, str]) -> dict[str, object]:
    record = revised.record
    return {
        # Nobody knows a tenant by the name that it had before.
        "tenant": names.get(record.space, record.space),
        "id": str(record.id),
        "reference": record.row.reference,
        "before": _outcome(revised.before),
        "after": _outcome(revised.after),
        "rules": revised.rules,
        "alone": revised.alone,
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {"maturity_level": outcome.level, "sourcing_model": outcome.recommended}
