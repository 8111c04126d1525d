"""``palier methodology diff``: what a revision would change for the assessments that are stored.

Imports the composition root, the archive and the use case.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from service.app import open_database
from service.application.methodology.revision import Outcome, PackRevision, RevisedAssessment, changed_rules
from service.application.ports.assessment_store import AssessmentRecord
from service.errors import InvalidPack
from service.methodology.catalogue import shipped
from service.methodology.checks.pack import problems_of
from service.methodology.load import Pack, load_pack
from service.settings import Settings
from service.storage.assessments.archive import records

_MOST_LISTED = 20
_EVERY = 10_000


def diff(settings: Settings, before: str, after: str, tenant: str | None, *, as_json: bool) -> int:
    """Assess everything stored by two packs; print what would change, as text or a line of JSON each.

    Raises ``InvalidPack``, and ``UnknownName`` for what is neither a version nor a folder.
    """
    packs = _pack(before), _pack(after)
    rules = changed_rules(*packs)
    revision = PackRevision(*packs)
    database = open_database(settings, alongside_server=True)
    seen = _Seen()
    try:
        found = revision.of(seen.counted(records(database, tenant)))
        if as_json:
            for each in found:
                print(json.dumps(_line(each)))
        else:
            _summarise(list(found), seen, rules)
    finally:
        database.close()
    return 0


class _Seen:
    """How many assessments were looked at; a word on standard error now and then where a person waits."""

    def __init__(self) -> None:
        self.number = 0

    def counted(self, found: Iterable[AssessmentRecord]) -> Iterator[AssessmentRecord]:
        """The same assessments, counted as they pass."""
        for each in found:
            self.number += 1
            if self.number % _EVERY == 0 and sys.stderr.isatty():
                sys.stderr.write(f"\r{self.number} assessments")
            yield each


def _pack(name: str) -> Pack:
    """A shipped version, or a pack in a folder, which must have no problem."""
    if not Path(name).is_dir():
        return shipped().pack(name)
    pack = load_pack(Path(name))
    if problems := problems_of(pack):
        raise InvalidPack(name, problems)
    return pack


def _summarise(found: list[RevisedAssessment], seen: _Seen, rules: tuple[str, ...]) -> None:
    print(f"{len(rules)} rules differ; {len(found)} of {seen.number} assessments would come out differently.")
    for title, counts in (
        ("level", Counter((each.before.level, each.after.level) for each in found)),
        ("recommendation", Counter((each.before.recommended, each.after.recommended) for each in found)),
    ):
        moved = [(move, number) for move, number in counts.most_common() if move[0] != move[1]]
        for (old, new), number in moved:
            print(f"  {number:>7}  {title}: {old or 'none'} -> {new or 'none'}")
    causes = Counter(rule for each in found if each.alone for rule in each.rules)
    for rule, number in causes.most_common(_MOST_LISTED):
        print(f"  {number:>7}  would be as before without the change of {rule}")
    together = sum(not each.alone for each in found)
    if together:
        print(f"  {together:>7}  by several rules together; --json names them")


def _line(found: RevisedAssessment) -> dict[str, object]:
    record = found.record
    return {
        "tenant": record.space,
        "id": str(record.id),
        "reference": record.reference,
        "before": _outcome(found.before),
        "after": _outcome(found.after),
        "rules": found.rules,
        "alone": found.alone,
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {"level": outcome.level, "recommended": outcome.recommended}
