"""The use case of reading a methodology: versions, rules with their citations, sources, questionnaires."""

from typing import Any, NamedTuple

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
from service.model.codes import QuestionnaireForm
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
from service.texts import Language, texts_of

# Standing sentences shown with every result, by their names in the pack's texts.
_NOTICES = ("what_it_is_worth", "who_gains", "dated_figures", "out_of_scope", "not_affiliated")
# The vocabulary: groups of texts whose entries have a label, then groups of plain texts.
_LABELLED = ("levels", "bands", "models", "tasks", "roles", "competencies")
_PLAIN = (
    "holders",
    "seniorities",
    "contracts",
    "skills",
    "nace_sections",
    "setups",
    "departments",
    "objectives",
    "priorities",
    "durations",
    "content_origins",
    "answers",
    "size_classes",
    "factors",
)


class _FormKey(NamedTuple):
    form: QuestionnaireForm
    language: Language
    version: str


class MethodologyReader:
    """Every methodology that is served as documents, in both languages."""

    def __init__(self, catalogue: Catalogue, base_url: str = "") -> None:
        """``base_url`` is what the addresses in documents begin with."""
        self._catalogue = catalogue
        self._base_url = base_url
        self._questionnaires: dict[_FormKey, Questionnaire] = {}
        self._methodologies: dict[tuple[str, Language], MethodologyDocument] = {}

    def methodologies(self) -> MethodologyList:
        """Return all versions, newest first."""
        packs = [self._catalogue.pack(version) for version in reversed(self._catalogue.versions)]
        return MethodologyList(
            tuple(
                MethodologySummary(
                    version=pack.version,
                    released=pack.is_released,
                    released_on=_released_on(pack),
                    current=pack is self._catalogue.current,
                    rules_digest=pack.rules_digest,
                    texts_digest=pack.texts_digest,
                    url=f"{self._base_url}/v1/methodologies/{pack.version}",
                )
                for pack in packs
            )
        )

    def methodology(self, version: str, language: Language) -> MethodologyDocument:
        """Return a version as a whole; raises ``UnknownName`` if it is not shipped."""
        pack = self._catalogue.pack(version)
        document = self._methodologies.get((pack.version, language))
        if document is None:
            document = self._methodologies[pack.version, language] = _document(pack, language)
        return document

    def rule(self, version: str, rule_id: str, language: Language) -> RuleDocument:
        """Return a rule with its definition and citations; raises ``UnknownName``."""
        pack = self._catalogue.pack(version)
        texts = pack.texts[language]
        rule = find("rule", rule_id, all_rules(pack.rules), pack.version)
        summary = _rule(rule, texts)
        claims = [claim for claim in pack.ledger.claims if claim.id in rule.claims]
        cited = {claim.source for claim in claims} | set(rule.claims)
        definition: dict[str, Any] = msgspec.to_builtins(rule)
        return RuleDocument(
            version=pack.version,
            rule=rule.id,
            kind=summary.kind,
            text=summary.text,
            definition=definition,
            claims=tuple(_claim(claim, texts) for claim in claims),
            sources=tuple(_source(source, texts) for source in pack.ledger.sources if source.id in cited),
        )

    def source(self, version: str, source_id: str, language: Language) -> SourceDocument:
        """Return a source with its claims and the rules that cite it; raises ``UnknownName``."""
        pack = self._catalogue.pack(version)
        texts = pack.texts[language]
        source = find("source", source_id, pack.ledger.sources, pack.version)
        claims = [claim for claim in pack.ledger.claims if claim.source == source.id]
        citable = {claim.id for claim in claims} | {source.id}
        return SourceDocument(
            version=pack.version,
            source=_source(source, texts),
            claims=tuple(_claim(claim, texts) for claim in claims),
            rules=tuple(rule.id for rule in all_rules(pack.rules) if citable.intersection(rule.claims)),
        )

    def questionnaire(
        self, form: QuestionnaireForm, language: Language, version: str | None = None
    ) -> Questionnaire:
        """Return a form as data, in one language; raises ``UnknownName`` if the version is not shipped."""
        pack = self._catalogue.pack(version)
        key = _FormKey(form, language, pack.version)
        if key not in self._questionnaires:
            # Cached, because it needs no key: rebuilding it for every request would invite abuse.
            self._questionnaires[key] = _questionnaire(pack, form, language)
        return self._questionnaires[key]


def _document(pack: Pack, language: Language) -> MethodologyDocument:
    texts = pack.texts[language]
    return MethodologyDocument(
        version=pack.version,
        released=pack.is_released,
        released_on=_released_on(pack),
        changes=pack.release.changes,
        rules_digest=pack.rules_digest,
        texts_digest=pack.texts_digest,
        notices=notices(pack, language),
        sources=tuple(_source(source, texts) for source in pack.ledger.sources),
        claims=tuple(_claim(claim, texts) for claim in pack.ledger.claims),
        rules=tuple(_rule(rule, texts) for rule in all_rules(pack.rules)),
        vocabulary=_vocabulary(texts),
    )


def _released_on(pack: Pack) -> str | None:
    """The date of release. A pack that is none of this distribution's is unreleased, whatever it says."""
    return pack.release.released if pack.is_released else None


def _questionnaire(pack: Pack, form: QuestionnaireForm, language: Language) -> Questionnaire:
    texts, data = pack.texts[language], pack.questionnaire
    screens = express_screens(data, texts) if form == "express" else full_screens(data, texts)
    refine = tuple(item.field for item in data.refine) if form == "express" else ()
    return Questionnaire(
        form=form,
        language=language,
        methodology=pack.version,
        unknown=texts.standing.unknown,
        screens=screens,
        refine=refine,
        notices=notices(pack, language),
    )


def notices(pack: Pack, language: Language) -> tuple[str, ...]:
    """Return the sentences shown with every result: what it is worth, and what it is not."""
    years = [figure.year for figure in pack.rules.costs.figures]
    standing, fill = pack.texts[language].standing, texts_of(language).writing.fill
    return tuple(fill(getattr(standing, name), year=f"{min(years)}–{max(years)}") for name in _NOTICES)


def _source(source: Source, texts: Texts) -> SourceSummary:
    return SourceSummary(
        source=source.id,
        kind=source.kind,
        author=source.author,
        title=source.title,
        year=source.year,
        interest=texts.sources[source.id].interest,
    )


def _claim(claim: Claim, texts: Texts) -> CitedClaim:
    return CitedClaim(claim.id, claim.source, claim.use, texts.claims[claim.id])


def _rule(rule: Rule, texts: Texts) -> RuleSummary:
    kind = rule.id.partition(".")[0]
    return RuleSummary(rule.id, kind, _words(rule, texts), rule.claims)


def _words(rule: Rule, texts: Texts) -> str:
    """Return the words shown for a rule in results, or else its own line in the texts."""
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
    return labelled | {group: dict(getattr(texts, group)) for group in _PLAIN}
