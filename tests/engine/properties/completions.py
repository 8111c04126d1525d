"""Profiles with open questions answered: what an answer tells as known must hold in every one of them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from service.methodology.shape.ladder import Artefact
from service.model.codes import STEPS
from service.model.profile import PeopleRange, Profile
from tests.engine.support import UNKNOWN, changed, compiled, value_at

NO, YES = "no", "yes"
CRITERIA = ("brand_advantage", "digital_transformation", "web_native", "web_communication_core")


def open_artefacts(profile: Profile) -> Iterator[Artefact]:
    """The artefacts without an answer: those that were set aside without leave count too."""
    for artefact in compiled().pack.rules.maturity.artefacts:
        stated = value_at(profile, pointer_to(artefact))
        is_aside = stated == "not_applicable" and may_be_set_aside(profile, artefact)
        if stated in UNKNOWN and not is_aside and not is_declared(profile, artefact):
            yield artefact


def pointer_to(artefact: Artefact) -> str:
    return f"/competencies/{artefact.competency}/{artefact.step}"


def stated(profile: Profile, artefact: Artefact) -> Any:
    """The answer that an artefact has: a declared level answers all three."""
    if is_declared(profile, artefact):
        level = value_at(profile, f"/competencies/{artefact.competency}/level")
        return YES if STEPS.index(artefact.step) < ("hierarchical", *STEPS).index(level) else NO
    return value_at(profile, pointer_to(artefact))


def is_declared(profile: Profile, artefact: Artefact) -> bool:
    """Whether a level alone stands for the artefacts of this competency."""
    competency = value_at(profile, f"/competencies/{artefact.competency}")
    steps = [getattr(competency, step, None) for step in STEPS]
    return getattr(competency, "level", None) is not None and all(step in UNKNOWN for step in steps)


def may_be_set_aside(profile: Profile, artefact: Artefact) -> bool:
    """Whether ``not_applicable`` is an answer to this artefact; nobody with an unknown headcount is few."""
    headcount = profile.organisation.headcount
    most = None if isinstance(headcount, PeopleRange) else headcount
    is_few = most is not None and most < compiled().few_people
    return artefact.not_applicable == "always" or (artefact.not_applicable == "few_people" and is_few)


def with_artefacts(profile: Profile, *answers: str) -> Profile:
    """The profile with its open artefacts answered in turn, from the first answer again once all are used."""
    found = list(open_artefacts(profile))
    turns = (answers[i % len(answers)] for i in range(len(found)))
    return changed(profile, dict(zip(map(pointer_to, found), turns, strict=True)))


def with_criteria(profile: Profile, value: int, *, core: bool) -> Profile:
    """The profile with its open criteria of importance answered."""
    block = msgspec.to_builtins(profile.importance) if profile.importance is not None else {}
    values = {**dict.fromkeys(CRITERIA[:3], value), CRITERIA[3]: core}
    missing = [name for name in CRITERIA if block.get(name) is None]
    return changed(profile, {f"/importance/{name}": values[name] for name in missing})
