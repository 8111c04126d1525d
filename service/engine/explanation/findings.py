"""Answers that contradict one another or had to be interpreted: said, never refused."""

from collections.abc import Iterator

from service.engine.core import Decision
from service.engine.facts.activity import bounds_of, section_of, size_of
from service.engine.facts.workload import Workload
from service.engine.policies.maturity import MaturityResult
from service.methodology.shape.texts import Texts
from service.model.answer.assessment import Finding
from service.model.codes import FindingCode
from service.model.profile import EuroBand, PeopleBand, Profile


def findings_of(profile: Profile, decision: Decision, texts: Texts) -> tuple[Finding, ...]:
    """Every finding on a profile, in the order of its blocks; one of a kind names all the places."""
    found = (
        *_on_organisation(profile),
        *_on_strategy(profile),
        *_on_competencies(profile, decision.maturity),
        *_on_presence(profile),
        *_on_capacity(profile),
        *_on_work(profile, decision.workload),
        *_on_answers(profile),
    )
    pointers: dict[FindingCode, tuple[str, ...]] = {}
    for code, where in found:
        pointers[code] = pointers.get(code, ()) + where
    return tuple(Finding(code, where, texts.findings[code]) for code, where in pointers.items())


Found = Iterator[tuple[FindingCode, tuple[str, ...]]]


def _on_organisation(profile: Profile) -> Found:
    organisation = profile.organisation
    if section_of(organisation.activity_code, organisation.activity_scheme) is None:
        yield "unknown_activity", ("/organisation/activity_code",)
    headcount = organisation.headcount
    if isinstance(headcount, PeopleBand):
        if headcount.max is not None and headcount.max < headcount.min:
            yield "band_reversed", ("/organisation/headcount",)
        least, most = bounds_of(headcount)
        if (most is None and least < 5000) or (most is not None and size_of(least) != size_of(most)):
            yield "size_spans", ("/organisation/headcount",)


def _on_strategy(profile: Profile) -> Found:
    strategy = profile.strategy
    if strategy is not None and strategy.web_communication_core and strategy.web_native == 0:
        yield "core_but_not_web", ("/strategy/web_native", "/strategy/web_communication_core")


def _on_competencies(profile: Profile, maturity: MaturityResult) -> Found:
    stated = profile.competencies
    if stated is None:
        return
    for reading in maturity.readings:
        given = getattr(stated, reading.competency)
        if given is None:
            continue
        path = f"/competencies/{reading.competency}"
        if given.stage is not None and given.evidence is not None and not reading.declared:
            yield "stage_and_evidence", (f"{path}/stage", f"{path}/evidence")
        if reading.misread:
            yield "not_applicable_read_as_unknown", (f"{path}/evidence",)
        if reading.out_of_order:
            yield "later_without_earlier", (f"{path}/evidence",)


def _on_presence(profile: Profile) -> Found:
    presence = profile.presence
    if presence is None:
        return
    setup = presence.current_setup
    if isinstance(setup, list) and "nobody" in setup and len(set(setup)) > 1:
        yield "nobody_and_others", ("/presence/current_setup",)
    if presence.channels == [] and presence.inbound_messages_per_week:
        yield "messages_without_channels", ("/presence/channels", "/presence/inbound_messages_per_week")
    kinds = [channel.kind for channel in presence.channels or ()]
    if len(kinds) != len(set(kinds)):
        yield "duplicate_channels", ("/presence/channels",)


def _on_capacity(profile: Profile) -> Found:
    capacity = profile.capacity
    if capacity is None:
        return
    budget = capacity.monthly_budget_eur
    if isinstance(budget, EuroBand) and budget.max is not None and budget.max < budget.min:
        yield "band_reversed", ("/capacity/monthly_budget_eur",)
    most = bounds_of(profile.organisation.headcount)[1]
    if capacity.team_fte is not None and most is not None and capacity.team_fte > most:
        yield "team_larger_than_headcount", ("/capacity/team_fte", "/organisation/headcount")
    setup = None if profile.presence is None else profile.presence.current_setup
    stated = setup if isinstance(setup, list) else [setup]
    if capacity.team_fte and set(stated) == {"nobody"}:
        yield "nobody_but_people", ("/capacity/team_fte", "/presence/current_setup")
    if capacity.team_fte == 0 and ("team" in stated or "dedicated" in stated):
        yield "team_without_people", ("/capacity/team_fte", "/presence/current_setup")


def _on_work(profile: Profile, workload: Workload | None) -> Found:
    most = bounds_of(profile.organisation.headcount)[1]
    if workload is not None and most is not None and workload.fte > max(most, 1):
        yield "more_work_than_people", ("/presence", "/organisation/headcount")


def _on_answers(profile: Profile) -> Found:
    """A checklist asks for yes, partly or no: these conditions apply to every organisation."""
    for block in ("governance", "provider"):
        stated = getattr(profile, block)
        for name in () if stated is None else stated.__struct_fields__:
            if getattr(stated, name) == "not_applicable":
                yield "not_applicable_read_as_unknown", (f"/{block}/{name}",)
