"""``palier methodology``: verify packs, list rules, show one with who stands behind it."""

import sys
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from service.application.methodology.handbook import MethodologyReader
from service.application.methodology.packs import catalogue_for
from service.application.methodology.verification import verify
from service.cli.invocation import Invocation
from service.errors import InvalidPack, NotDone
from service.methodology.catalogue import shipped_folders
from service.methodology.checks.release import pin_problems
from service.methodology.load import Pack, load_pack
from service.methodology.rules import all_rules
from service.model.documents.methodology import MethodologyDocument, SourceSummary


def check(call: Invocation) -> int:
    """Report every problem of a pack, or of every shipped one; returns 1 if there is any.

    Raises ``NotDone`` where there is no such folder.
    """
    words, folder = call.words.methodology, call.options.folder
    if folder and not Path(folder).is_dir():
        raise NotDone("pack_folder_missing", path=Path(folder))
    total = 0
    for place in [Path(folder)] if folder else shipped_folders():
        problems = _check(call, place, released=not folder)
        for problem in problems:
            print(f"  {problem}", file=sys.stderr)
        total += len(problems)
    print(call.fill(words.problems, number=total) if total else words.no_problem)
    return 1 if total else 0


def _check(call: Invocation, folder: Traversable | Path, *, released: bool) -> tuple[str, ...]:
    """Print what a pack holds; return its problems in the language of the call."""
    try:
        pack = load_pack(folder, released=released)
    except InvalidPack as error:
        return error.problems[call.language]
    print(_contents(pack, call))
    return tuple(problem.sentence(call.language) for problem in (*verify(pack), *pin_problems(pack)))


def _contents(pack: Pack, call: Invocation) -> str:
    return call.fill(
        call.words.methodology.contents,
        version=pack.version,
        rules=len(all_rules(pack.rules)),
        claims=len(pack.ledger.claims),
        sources=len(pack.ledger.sources),
        rules_digest=pack.rules_digest,
        texts_digest=pack.texts_digest,
    )


def show(call: Invocation) -> int:
    """List the rules of a version or folder, or show a rule, a claim or a source of it.

    Raises ``UnknownName`` for an unknown id or version, ``InvalidPack`` for a folder that is not sound.
    """
    name, language = call.options.name, call.language
    catalogue, version = catalogue_for(call.options.methodology)
    handbook = MethodologyReader(catalogue)
    document = handbook.methodology(version, language)
    if name is None:
        for summary in document.rules:
            print(f"{summary.rule:<44} {' '.join(summary.claims):<22} {summary.text}")
        return 0
    if name in {claim.claim for claim in document.claims} | {source.source for source in document.sources}:
        _show_citation(name, document)
        return 0
    rule = handbook.rule(version, name, language)
    print(f"{rule.rule} ({version})\n{rule.text}\n")
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(rule.definition)).decode() + "\n")
    for claim in rule.claims:
        print(f"\n{claim.claim}  {claim.text}")
    for source in rule.sources:
        print(f"\n{_described(source)}")
    return 0


def _show_citation(name: str, document: MethodologyDocument) -> None:
    """Print a claim or a source: what it says, who says it, and the rules that rest on it."""
    claims = [claim for claim in document.claims if name in (claim.claim, claim.source)]
    cited = {claim.claim for claim in claims} | {name}
    for source in document.sources:
        if source.source == name or source.source in {claim.source for claim in claims}:
            print(_described(source))
    for claim in claims:
        print(f"\n{claim.claim}  {claim.text}")
    for rule in document.rules:
        if cited.intersection(rule.claims):
            print(f"\n{rule.rule}  {rule.text}")


def _described(source: SourceSummary) -> str:
    return f"{source.source}  {source.author}, {source.title} ({source.year or 's.d.'})\n   {source.interest}"
