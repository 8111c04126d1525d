"""``palier methodology``: cross-check packs, list rules, show one with who stands behind it."""

import sys
from pathlib import Path

import msgspec

from service.application.methodology.handbook import MethodologyReader
from service.errors import InvalidPack
from service.methodology.catalogue import shipped, shipped_folders
from service.methodology.checks.pack import problems_of
from service.methodology.load import load_pack
from service.methodology.rules import all_rules
from service.model.documents.methodology import MethodologyDocument
from service.texts import Language


def check(folder: str | None) -> int:
    """Report every problem of a pack, or of every shipped one; returns 1 if there is any."""
    found = 0
    for place in [Path(folder)] if folder else shipped_folders():
        try:
            pack = load_pack(place)
            problems = problems_of(pack)
        except InvalidPack as error:
            problems = error.problems
        else:
            rules, claims = len(all_rules(pack.rules)), len(pack.ledger.claims)
            print(f"{pack.version}: {rules} rules, {claims} claims, {len(pack.ledger.sources)} sources")
            print(f"  rules {pack.rules_digest}\n  texts {pack.texts_digest}")
        for problem in problems:
            print(f"  {problem}", file=sys.stderr)
        found += len(problems)
    print("no problem found" if not found else f"{found} problems found")
    return 1 if found else 0


def show(rule: str | None, language: Language) -> int:
    """List the rules of the current version, or show one; raises ``UnknownName`` for an unknown id."""
    catalogue = shipped()
    handbook = MethodologyReader(catalogue)
    version = catalogue.current.version
    if rule is None:
        document = handbook.methodology(version, language)
        for summary in document.rules:
            print(f"{summary.id:<44} {' '.join(summary.claims):<22} {summary.text}")
        return 0
    document = handbook.methodology(version, language)
    if rule in {claim.id for claim in document.claims} | {source.id for source in document.sources}:
        return _show_citation(rule, document)
    one = handbook.rule(version, rule, language)
    print(f"{one.id} ({version})\n{one.text}\n")
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(one.definition)).decode() + "\n")
    for claim in one.claims:
        print(f"\n{claim.id}  {claim.text}")
    for source in one.sources:
        print(
            f"\n{source.id}  {source.author}, {source.title} ({source.year or 's.d.'})\n   {source.interest}"
        )
    return 0


def _show_citation(name: str, document: MethodologyDocument) -> int:
    """Print a claim or a source: what it says, who says it, and the rules that rest on it."""
    claims = [claim for claim in document.claims if name in (claim.id, claim.source)]
    cited = {claim.id for claim in claims} | {name}
    for source in document.sources:
        if source.id == name or source.id in {claim.source for claim in claims}:
            print(f"{source.id}  {source.author}, {source.title} ({source.year or 's.d.'})")
            print(f"   {source.interest}")
    for claim in claims:
        print(f"\n{claim.id}  {claim.text}")
    for rule in document.rules:
        if cited.intersection(rule.claims):
            print(f"\n{rule.id}  {rule.text}")
    return 0
