"""Runs the engine under any shipped version of the methodology. Stores nothing; knows no tenant, no clock."""

from typing import NamedTuple

from msgspec.structs import replace

from service.engine import CompiledPack, assess, compile_pack, decide, explain, result_digest
from service.engine.core import Decision
from service.engine.explanation.comparison import Traced
from service.engine.policies.trace_wording import CODES
from service.methodology.catalogue import Catalogue
from service.methodology.load import Pack
from service.methodology.shape.pack import Rules
from service.model.answer.assessment import Assessment
from service.model.codes import Include
from service.model.profile import Profile
from service.texts import LANGUAGES, Language

_NO_PARTS: frozenset[Include] = frozenset()
_TRACE: frozenset[Include] = frozenset({"trace"})


class DigestedAssessment(NamedTuple):
    """An assessment, and the SHA-256 of its language-neutral result."""

    assessment: Assessment
    result_digest: bytes


class AssessmentEngine:
    """The shipped packs, compiled per version and language.

    The current version is compiled on construction, older versions on first use. Thread-safe.
    """

    def __init__(self, catalogue: Catalogue, base_url: str = "") -> None:
        """``base_url`` is what the addresses in assessments begin with."""
        self._catalogue = catalogue
        self._base_url = base_url
        current = catalogue.current
        self._compiled = {
            (current.version, language): compile_pack(current, language) for language in LANGUAGES
        }
        self._coded: dict[str, CompiledPack] = {}

    @property
    def current(self) -> str:
        """The default version: the newest one shipped."""
        return self._catalogue.current.version

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version, oldest first."""
        return self._catalogue.versions

    @property
    def released(self) -> tuple[str, ...]:
        """The released versions, oldest first; their assessments alone vote in norms."""
        return tuple(version for version in self.versions if self._catalogue.pack(version).is_released)

    def resolve_version(self, version: str) -> str:
        """Return ``version`` itself; raises ``UnknownName`` if there is no such version."""
        return self._catalogue.pack(version).version

    def rules(self, version: str) -> Rules:
        """The rules of this version; raises ``UnknownName``."""
        return self._catalogue.pack(version).rules

    def assess(
        self,
        profile: Profile,
        language: Language,
        include: frozenset[Include] = _NO_PARTS,
        version: str | None = None,
    ) -> Assessment:
        """Assess ``profile``, by default under the current version.

        ``include`` names the optional parts to compute. Raises ``UnknownName`` if ``version`` is not shipped.
        """
        compiled = self._compile(self._catalogue.pack(version), language)
        return self._located(assess(compiled, profile, include))

    def assess_and_digest(
        self, profile: Profile, language: Language, include: frozenset[Include], version: str
    ) -> DigestedAssessment:
        """Assess ``profile``, and return the SHA-256 of the language-neutral result as well."""
        compiled = self._compile(self._catalogue.pack(version), language)
        decision = decide(compiled, profile)
        assessment = self._located(explain(compiled, profile, decision, include))
        return DigestedAssessment(assessment, result_digest(compiled, decision))

    def decide(self, profile: Profile, version: str) -> Decision:
        """Return the language-neutral decision about ``profile``; skips all wording."""
        return decide(self._compile(self._catalogue.pack(version), LANGUAGES[0]), profile)

    def traced(
        self, assessment: Assessment, profile: Profile, language: Language, version: str | None
    ) -> Traced:
        """The assessment of ``profile``, with its trace, beside the same trace in codes, to be compared.

        Raises ``UnknownName`` if ``version`` is not shipped.
        """
        pack = self._catalogue.pack(version)
        coded = assess(self._compile_codes(pack), profile, _TRACE)
        return Traced(assessment, self._compile(pack, language).wording, coded)

    def _located(self, assessment: Assessment) -> Assessment:
        """The assessment with the address of its methodology as callers reach it."""
        if not self._base_url:
            return assessment
        return replace(assessment, methodology_url=self._base_url + assessment.methodology_url)

    def _compile_codes(self, pack: Pack) -> CompiledPack:
        """The pack with its trace in codes; most processes never compare and so never need it."""
        compiled = self._coded.get(pack.version)
        if compiled is None:
            compiled = self._coded[pack.version] = compile_pack(pack, LANGUAGES[0], CODES)
        return compiled

    def _compile(self, pack: Pack, language: Language) -> CompiledPack:
        compiled = self._compiled.get((pack.version, language))
        if compiled is None:
            # Two threads may compile the same pack; the results are equal, so either may stay.
            compiled = self._compiled[pack.version, language] = compile_pack(pack, language)
        return compiled
