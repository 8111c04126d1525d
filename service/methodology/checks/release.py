"""Checks dates and digests: the rules of a released version never change."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from service.methodology.load import Pack
from service.methodology.problem import Problem, problem

UNRELEASED = "unreleased"


def date_problems(pack: Pack) -> Iterator[Problem]:
    """A date of release that no calendar has."""
    if pack.release.released != UNRELEASED:
        try:
            date.fromisoformat(pack.release.released)
        except ValueError:
            yield problem("no_date", date=pack.release.released)


def pin_problems(pack: Pack) -> Iterator[Problem]:
    """Rules edited under a version whose digest is pinned; a released pack that is not pinned.

    A copy of a pinned folder must change its version before its rules may change.
    """
    pinned = pinned_digests().get(pack.version)
    if pinned is not None and pinned != pack.rules_digest:
        yield problem("rules_edited", version=pack.version, digest=pack.rules_digest)
    if pinned is None and pack.is_released:
        yield problem("not_pinned", version=pack.version, digest=pack.rules_digest)


@cache
def pinned_digests() -> dict[str, str]:
    """The rules' digest of every released version, from ``digests.toml`` beside the packs."""
    text = files("service.methodology").joinpath("packs", "digests.toml").read_text(encoding="utf-8")
    pinned: dict[str, str] = tomllib.loads(text)
    return pinned
