"""The use case of a preview: assess a profile, store nothing."""

from service.engine import Compiled, assess, compile_pack
from service.methodology.catalogue import Catalogue
from service.methodology.load import Pack
from service.model.assessment import Assessment
from service.model.codes import LANGUAGES, Include, Language
from service.model.profile import Profile


class Previews:
    """Assesses profiles under any shipped version.

    The current version is compiled at the start, in every language; an older one when it is first asked for.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        current = catalogue.current
        self._compiled = {
            (current.version, language): compile_pack(current, language) for language in LANGUAGES
        }

    def preview(
        self,
        profile: Profile,
        *,
        language: Language,
        include: frozenset[Include] = frozenset(),
        version: str | None = None,
    ) -> Assessment:
        """The assessment of ``profile``; raises ``UnknownName`` for a version that is not shipped."""
        return assess(self._of(self._catalogue.pack(version), language), profile, include)

    def _of(self, pack: Pack, language: Language) -> Compiled:
        compiled = self._compiled.get((pack.version, language))
        if compiled is None:
            # Two threads may both come here: each makes the same value, and either may be kept.
            compiled = self._compiled[pack.version, language] = compile_pack(pack, language)
        return compiled
