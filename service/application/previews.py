"""The use case of a preview: assess a profile, store nothing."""

from functools import lru_cache

from service.engine import Compiled, assess, compile_pack
from service.methodology.catalogue import Catalogue
from service.model.assessment import Assessment
from service.model.codes import Include, Language
from service.model.profile import Profile


class Previews:
    """Assesses profiles under any shipped version; a version is compiled once per language."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._compiled = lru_cache(maxsize=None)(self._compile)

    def preview(
        self,
        profile: Profile,
        *,
        language: Language,
        include: frozenset[Include] = frozenset(),
        version: str | None = None,
    ) -> Assessment:
        """The assessment of ``profile``; raises ``NotFound`` for a version that is not shipped."""
        return assess(self._compiled(version or self._catalogue.current.version, language), profile, include)

    def _compile(self, version: str, language: Language) -> Compiled:
        return compile_pack(self._catalogue.pack(version), language)
