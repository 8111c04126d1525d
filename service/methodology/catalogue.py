"""The methodology versions that can be assessed by, oldest first, each loaded and checked once."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from service.errors import UnknownName
from service.methodology.checks.pack import problems_of
from service.methodology.load import Pack, load_pack
from service.methodology.problem import invalid_pack


class Catalogue:
    """Versions by name, released or further ones of an operator; all of them passed their cross-checks."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._packs = {pack.version: pack for pack in sorted(packs, key=_age)}
        for pack in self._packs.values():
            if problems := problems_of(pack):
                raise invalid_pack(pack.version, problems)
        released = [pack for pack in self._packs.values() if pack.is_released]
        self._current = (released or list(self._packs.values()))[-1]

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version, oldest first."""
        return tuple(self._packs)

    @property
    def current(self) -> Pack:
        """The version used when the caller names none: the newest released one."""
        return self._current

    def pack(self, version: str | None = None) -> Pack:
        """The pack of that version, or the current one; raises ``UnknownName`` for one that is not here."""
        if version is None:
            return self.current
        if version not in self._packs:
            raise UnknownName("version", version, self.versions)
        return self._packs[version]

    def with_further(self, packs: Iterable[Pack]) -> "Catalogue":
        """This catalogue and further packs, none of which may bear the name of one here."""
        return Catalogue((*self._packs.values(), *packs))


@cache
def shipped() -> Catalogue:
    """The catalogue of the packs of this distribution, read once; raises ``InvalidPack`` if one is broken."""
    return Catalogue(load_pack(folder, released=True) for folder in shipped_folders())


def shipped_folders() -> list[Traversable]:
    """The folders of the shipped packs, by name."""
    folders = files("service.methodology").joinpath("packs").iterdir()
    return sorted((folder for folder in folders if folder.is_dir()), key=lambda folder: folder.name)


def _age(pack: Pack) -> tuple[int, ...]:
    """A key that sorts versions by age: ``v2026.10`` comes after ``v2026.9``."""
    return tuple(int(part) for part in pack.version.removeprefix("v").split("."))
