"""Assesses profiles under any shipped version of the methodology. Stores nothing.

Imports the engine and the catalogue; knows no tenant and no clock.
"""

from service.engine import Compiled, assess, compile_pack, decide, explain, result_digest
from service.engine.core import Decision
from service.methodology.catalogue import Catalogue
from service.methodology.load import Pack
from service.model.answer.assessment import Assessment
from service.model.codes import Include
from service.model.profile import Profile
from service.texts import LANGUAGES, Language

_NONE: frozenset[Include] = frozenset()


class AssessmentEngine:
    """The shipped packs, each compiled for each language.

    The current version is compiled at the start, in every language; an older one when it is first asked for.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        current = catalogue.current
        self._compiled = {
            (current.version, language): compile_pack(current, language) for language in LANGUAGES
        }

    @property
    def current(self) -> str:
        """The version used where none is asked for."""
        return self._catalogue.current.version

    @property
    def versions(self) -> tuple[str, ...]:
        """Every shipped version, oldest first."""
        return self._catalogue.versions

    def known(self, version: str) -> str:
        """This version; raises ``UnknownName`` for one that is not shipped."""
        return self._catalogue.pack(version).version

    def assess(
        self,
        profile: Profile,
        language: Language,
        include: frozenset[Include] = _NONE,
        version: str | None = None,
    ) -> Assessment:
        """The assessment of ``profile``; raises ``UnknownName`` for a version that is not shipped."""
        return assess(self._of(self._catalogue.pack(version), language), profile, include)

    def assess_and_digest(
        self, profile: Profile, language: Language, include: frozenset[Include], version: str
    ) -> tuple[Assessment, bytes]:
        """As above, with the digest of the language-neutral result."""
        compiled = self._of(self._catalogue.pack(version), language)
        decision = decide(compiled, profile)
        return explain(compiled, profile, decision, include), result_digest(compiled, decision)

    def decide(self, profile: Profile, version: str) -> Decision:
        """What is decided about ``profile``, without a word."""
        return decide(self._of(self._catalogue.pack(version), LANGUAGES[0]), profile)

    def _of(self, pack: Pack, language: Language) -> Compiled:
        compiled = self._compiled.get((pack.version, language))
        if compiled is None:
            # Two threads may both come here: each makes the same value, and either may be kept.
            compiled = self._compiled[pack.version, language] = compile_pack(pack, language)
        return compiled
