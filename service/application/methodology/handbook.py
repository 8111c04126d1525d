"""The use case of reading the model: versions, rules with their citations, sources, forms."""

from typing import Any, Literal

import msgspec

from service.application.methodology.forms import express_screens, full_screens
from service.application.methodology.lookup import find
from service.methodology.catalogue import Catalogue
from service.methodology.load import Pack
from service.methodology.rules import all_rules
from service.methodology.shape.base import Rule
from service.methodology.shape.pack import Claim, Source
from service.methodology.shape.plan import QuestionRule
from service.methodology.shape.texts import Texts
from service.model.documents.methodology import (
    CitedClaim,
    MethodologyDocument,
    MethodologyList,
    MethodologySummary,
    Questionnaire,
    RuleDocument,
    RuleSummary,
    SourceDocument,
    SourceSummary,
)
from service.texts import Language

_NOTICES = ("what_it_is_worth", "who_gains", "dated_figures", "out_of_scope", "not_affiliated")
_LABELLED = ("levels", "bands", "models", "tasks", "roles", "competencies")
_WORDED = (
    "holders",
    "seniorities",
    "contracts",
    "skills",
    "sections",
    "setups",
    "departments",
    "objectives",
    "priorities",
    "answers",
    "sizes",
    "factors",
)


class MethodologyReader:
    """Every shipped methodology, readable rule by rule in both languages."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._questionnaires: dict[tuple[str, str, str], Questionnaire] = {}

    def methodologies(self) -> MethodologyList:
        """The shipped versions, newest first."""
        packs = [self._catalogue.pack(version) for version in reversed(self._catalogue.versions)]
        return MethodologyList(
            tuple(
                MethodologySummary(
                    pack.version,
                    pack.release.released,
                    pack is self._catalogue.current,
                    pack.rules_digest,
                    pack.texts_digest,
                    f"/v1/methodologies/{pack.version}",
                )
                for pack in packs
            )
        )

    def methodology(self, version: str, language: Language) -> MethodologyDocument:
        """A version whole; raises ``UnknownName``."""
        pack = self._catalogue.pack(version)
        texts = pack.texts[language]
        return MethodologyDocument(
            pack.version,
            pack.release.released,
            pack.release.changes,
            pack.rules_digest,
            pack.texts_digest,
            notices(pack, texts),
            tuple(_source(source, texts) for source in pack.ledger.sources),
            tuple(_claim(claim, texts) for claim in pack.ledger.claims),
            tuple(_rule(rule, texts) for rule in all_rules(pack.rules)),
            _vocabulary(texts),
        )

    def rule(self, version: str, rule_id: str, language: Language) -> RuleDocument:
        """One rule with its definition and citations; raises ``UnknownName``."""
        pack = self._catalogue.pack(version)
        texts = pack.texts[language]
        rule = find("rule", rule_id, all_rules(pack.rules), pack.version)
        summary = _rule(rule, texts)
        claims = [claim for claim in pack.ledger.claims if claim.id in rule.claims]
        cited = {claim.source for claim in claims} | set(rule.claims)
        definition: dict[str, Any] = msgspec.to_builtins(rule)
        return RuleDocument(
            pack.version,
            rule.id,
            summary.kind,
            summary.text,
            definition,
            tuple(_claim(claim, texts) for claim in claims),
            tuple(_source(source, texts) for source in pack.ledger.sources if source.id in cited),
        )

    def source(self, version: str, source_id: str, language: Language) -> SourceDocument:
        """One source with its claims and the rules that rest on it; raises ``UnknownName``."""
        pack = self._catalogue.pack(version)
        texts = pack.texts[language]
        source = find("source", source_id, pack.ledger.sources, pack.version)
        claims = [claim for claim in pack.ledger.claims if claim.source == source.id]
        names = {claim.id for claim in claims} | {source.id}
        return SourceDocument(
            pack.version,
            _source(source, texts),
            tuple(_claim(claim, texts) for claim in claims),
            tuple(rule.id for rule in all_rules(pack.rules) if names.intersection(rule.claims)),
        )

    def questionnaire(
        self, form: Literal["express", "full"], language: Language, version: str | None = None
    ) -> Questionnaire:
        """A form as data, in one language; raises ``UnknownName`` for an unknown version."""
        pack = self._catalogue.pack(version)
        known = (form, language, pack.version)
        if known not in self._questionnaires:
            # It is the same for everybody, and needs no key: making it anew each time would be a gift to
            # whoever means to keep us busy.
            self._questionnaires[known] = _questionnaire(pack, form, language)
        return self._questionnaires[known]


def _questionnaire(pack: Pack, form: Literal["express", "full"], language: Language) -> Questionnaire:
    texts, data = pack.texts[language], pack.questionnaire
    screens = express_screens(data, texts) if form == "express" else full_screens(data, texts)
    refine = tuple(item.field for item in data.refine) if form == "express" else ()
    standing = texts.standing["unknown"]
    return Questionnaire(form, language, pack.version, standing, screens, refine, notices(pack, texts))


def notices(pack: Pack, texts: Texts) -> tuple[str, ...]:
    """The sentences that every face of the product says: what the result is worth, and what it is not."""
    dates = sorted(figure.year for figure in pack.rules.costs.figures)
    years = {"year": f"{dates[0]}–{dates[-1]}"}
    return tuple(texts.standing[name].format_map(years) for name in _NOTICES)


def _source(source: Source, texts: Texts) -> SourceSummary:
    interest = texts.sources[source.id].interest
    return SourceSummary(source.id, source.kind, source.author, source.title, source.year, interest)


def _claim(claim: Claim, texts: Texts) -> CitedClaim:
    return CitedClaim(claim.id, claim.source, claim.use, texts.claims[claim.id])


def _rule(rule: Rule, texts: Texts) -> RuleSummary:
    kind = rule.id.partition(".")[0]
    return RuleSummary(rule.id, kind, _words(rule, texts), rule.claims)


def _words(rule: Rule, texts: Texts) -> str:
    """What a rule says: the words that the product shows for it, else its own line."""
    kind, _, name = rule.id.partition(".")
    if isinstance(rule, QuestionRule):
        name = rule.field
    groups: dict[str, dict[str, Any]] = {
        "artefact": texts.artefacts,
        "gate": texts.gates,
        "level": texts.levels,
        "model": texts.models,
        "factor": texts.factors,
        "veto": texts.vetoes,
        "unsound": texts.unsound,
        "warning": texts.warnings,
        "task": texts.tasks,
        "action": texts.actions,
        "provider": texts.provider,
        "question": texts.questions,
        "cost": texts.models,
    }
    words = groups[kind].get(name, "") if kind in groups else texts.rules.get(rule.id, "")
    for member in ("statement", "action", "text"):
        words = getattr(words, member, words)
    return str(words)


def _vocabulary(texts: Texts) -> dict[str, dict[str, str]]:
    labelled = {
        group: {code: words.label for code, words in getattr(texts, group).items()} for group in _LABELLED
    }
    return labelled | {group: dict(getattr(texts, group)) for group in _WORDED}
