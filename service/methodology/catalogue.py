"""The methodology versions that this release ships, newest last, each loaded and checked once."""

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from service.errors import InvalidPack, UnknownName
from service.methodology.checks.pack import problems_of
from service.methodology.load import Pack, load_pack


class Catalogue:
    """The shipped versions, by name. Every pack in it has passed its cross-checks."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._packs = {pack.version: pack for pack in sorted(packs, key=lambda pack: pack.version)}
        for pack in self._packs.values():
            if problems := problems_of(pack):
                raise InvalidPack(pack.version, problems)

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version, oldest first."""
        return tuple(self._packs)

    @property
    def current(self) -> Pack:
        """The version used when the caller names none: the newest."""
        return self._packs[self.versions[-1]]

    def pack(self, version: str | None = None) -> Pack:
        """The pack of that version, or the current one; raises ``UnknownName`` for one not shipped."""
        if version is None:
            return self.current
        if version not in self._packs:
            raise UnknownName("version", version, self.versions)
        return self._packs[version]


def shipped() -> Catalogue:
    """The catalogue of the packs inside this distribution; raises ``InvalidPack`` if one is broken."""
    return Catalogue(load_pack(folder) for folder in shipped_folders())


def shipped_folders() -> list[Traversable]:
    """The folders of the shipped packs, by name."""
    folders = files("service.methodology").joinpath("packs").iterdir()
    return sorted((folder for folder in folders if folder.is_dir()), key=lambda folder: folder.name)
