"""The use case of opening packs: the released ones, a folder that a methodologist edits, an operator's own.

A pack in a folder is verified before anything is assessed with it.
"""

import re
from pathlib import Path

from service.application.methodology.verification import verify
from service.errors import InvalidSetting, NotDone
from service.methodology.catalogue import Catalogue, shipped
from service.methodology.load import Pack, load_pack
from service.methodology.problem import invalid_pack
from service.model.patterns import VERSION

SETTING = "PALIER_METHODOLOGIES"


def open_folder(folder: Path) -> Pack:
    """The pack in a folder, verified; raises ``InvalidPack`` with every problem."""
    pack = load_pack(folder)
    if problems := verify(pack):
        raise invalid_pack(str(folder), problems)
    return pack


def pack_named(name: str) -> Pack:
    """A released version, or the pack in a folder; raises as ``catalogue_for`` does."""
    return open_folder(Path(name)) if _is_folder(name) else shipped().pack(name)


def catalogue_for(name: str | None) -> tuple[Catalogue, str]:
    """A catalogue and the version to use of it, for a version's name, a pack's folder, or None: the current.

    A folder stands alone, since a copy may still bear the version that it was copied from. Raises
    ``InvalidPack``, ``UnknownName`` for a version that is not shipped, and ``NotDone`` for what is neither a
    version's name nor a folder.
    """
    if name is not None and _is_folder(name):
        catalogue = Catalogue([open_folder(Path(name))])
        return catalogue, catalogue.current.version
    catalogue = shipped()
    return catalogue, catalogue.pack(name).version


def _is_folder(name: str) -> bool:
    folder = Path(name)
    if not folder.is_dir() and not re.search(VERSION, name):
        raise NotDone("pack_unknown", name=name, path=folder, versions=shipped().versions)
    return folder.is_dir()


def served_catalogue(folder: Path | None) -> Catalogue:
    """The released packs, and those in the sub-folders of ``folder``, which are served as unreleased.

    Raises ``InvalidSetting`` where there is no such folder or a version's name is taken, ``InvalidPack`` for
    a pack that is not sound.
    """
    catalogue = shipped()
    if folder is None:
        return catalogue
    if not folder.is_dir():
        raise InvalidSetting(SETTING, "methodologies_missing", path=folder)
    packs: dict[str, Pack] = {}
    for place in sorted(place for place in folder.iterdir() if place.is_dir()):
        pack = open_folder(place)
        if pack.version in (*catalogue.versions, *packs):
            raise InvalidSetting(
                SETTING,
                "version_taken",
                path=place,
                version=pack.version,
                file=place / "release.toml",
            )
        packs[pack.version] = pack
    return catalogue.with_further(packs.values())
