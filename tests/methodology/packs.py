"""The packs that tests use: the shipped one, and the small one that lives beside it."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from service.methodology.catalogue import shipped
from service.methodology.load import Pack, load_pack
from service.model.profile import Profile

CURRENT = "v2026.1"
SMALL = Path(__file__).parent.parent / "packs" / "v2025.0"
_CASES = Path(__file__).parent.parent / "cases"


@cache
def current() -> Pack:
    return shipped().pack(CURRENT)


@cache
def small() -> Pack:
    return load_pack(SMALL)


@cache
def case_profiles() -> tuple[Profile, ...]:
    """The profile of every case file, organisations and directions alike."""
    files = sorted(
        file for kind in ("organisations", "directions") for file in (_CASES / kind).glob("*.toml")
    )
    return tuple(msgspec.convert(tomllib.loads(f.read_text())["profile"], Profile) for f in files)
