"""Profiles with open questions answered: what an answer tells as known must hold in every one of them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from service.engine.facts.activity import classify, is_few
from service.methodology.shape.ladder import Artefact
from service.model.codes import STEPS
from service.model.profile import Profile
from tests.engine.support import UNKNOWN, changed, compiled, value_at

NO, YES = "no", "yes"
CRITERIA = ("brand_advantage", "digital_transformation", "web_native", "web_communication_core")
WEB = CRITERIA[2:]


def open_artefacts(profile: Profile) -> Iterator[Artefact]:
    """The artefacts without an answer: those that were set aside without leave count too."""
    for artefact in compiled().pack.rules.maturity.artefacts:
        stated = value_at(profile, pointer_to(artefact))
        is_aside = stated == "not_applicable" and artefact.not_applicable == "always"
        is_open = applies(profile, artefact) and not is_declared(profile, artefact)
        if stated in UNKNOWN and not is_aside and is_open:
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


def applies(profile: Profile, artefact: Artefact) -> bool:
    """Whether an organisation of this size is asked for it; nobody with an unknown headcount is few."""
    rule = compiled().pack.rules.facts.few_people
    return artefact.not_applicable != "few_people" or not is_few(
        classify(profile.organisation).headcount, rule
    )


def with_artefacts(profile: Profile, *answers: str) -> Profile:
    """The profile with its open artefacts answered in turn, from the first answer again once all are used."""
    found = list(open_artefacts(profile))
    turns = (answers[i % len(answers)] for i in range(len(found)))
    return changed(profile, dict(zip(map(pointer_to, found), turns, strict=True)))


def with_criteria(profile: Profile, value: int, *, core: bool) -> Profile:
    """The profile with its open criteria of importance answered; either web answer settles that criterion."""
    block = msgspec.to_builtins(profile.importance) if profile.importance is not None else {}
    values = {**dict.fromkeys(CRITERIA[:3], value), CRITERIA[3]: core}
    missing = [name for name in CRITERIA if block.get(name) is None]
    if not set(WEB) <= set(missing):
        missing = [name for name in missing if name not in WEB]
    return changed(profile, {f"/importance/{name}": values[name] for name in missing})
