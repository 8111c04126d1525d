"""Checks the ledger: every rule cites a claim that exists, and every claim is used or declared context."""

from collections import Counter
from collections.abc import Iterator

from service.methodology.load import Pack
from service.methodology.problem import Problem, problem
from service.methodology.rules import all_rules


def ledger_problems(pack: Pack) -> Iterator[Problem]:
    """Ids used twice, citations that dangle, claims and sources that nothing rests on."""
    rules = all_rules(pack.rules)
    sources = {source.id: source for source in pack.ledger.sources}
    claims = {claim.id: claim for claim in pack.ledger.claims}
    citable = claims.keys() | {source.id for source in sources.values() if source.kind == "reference"}
    for name, times in Counter(rule.id for rule in rules).items():
        if times > 1:
            yield problem("id_used_twice", rule=name, times=times)
    for rule in rules:
        if not rule.claims:
            yield problem("cites_nothing", rule=rule.id)
        yield from (
            problem("unknown_claim", rule=rule.id, claim=claim)
            for claim in rule.claims
            if claim not in citable
        )
    yield from _claim_problems(pack, {claim for rule in rules for claim in rule.claims})


def _claim_problems(pack: Pack, cited: set[str]) -> Iterator[Problem]:
    sources = {source.id for source in pack.ledger.sources}
    for claim in pack.ledger.claims:
        if claim.source not in sources:
            yield problem("claim_without_source", claim=claim.id, source=claim.source)
        if claim.use == "rule" and claim.id not in cited:
            yield problem("claim_unused", claim=claim.id)
        if claim.use == "context" and claim.id in cited:
            yield problem("context_claim_used", claim=claim.id)
    for reference in pack.ledger.references:
        if reference.source not in sources:
            yield problem("reference_without_source", reference=reference.id, source=reference.source)
    speaking = {claim.source for claim in pack.ledger.claims}
    for source in pack.ledger.sources:
        if source.kind == "seed" and source.id not in speaking:
            yield problem("source_without_claim", source=source.id)
