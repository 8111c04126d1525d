"""Findings: answers that contradict one another or had to be interpreted; reported, never refused."""

from collections.abc import Iterator
from typing import NamedTuple

from service.engine.core import Decision
from service.engine.facts.activity import Classification, HeadcountRange, sizes_of
from service.engine.facts.inferred import idle_inferences
from service.engine.facts.workload import Workload
from service.engine.policies.maturity import MaturityResult
from service.methodology.shape.texts import Texts
from service.model.answer.assessment import Finding
from service.model.channels import KNOWN_CHANNELS
from service.model.codes import FindingCode
from service.model.profile import EuroRange, PeopleRange, Profile


class _Occurrence(NamedTuple):
    """A finding at some fields of the profile, given as JSON Pointers."""

    code: FindingCode
    pointers: tuple[str, ...]


def findings_of(profile: Profile, decision: Decision, texts: Texts) -> tuple[Finding, ...]:
    """All findings on a profile in the order of its blocks, one a code, with every field concerned."""
    headcount = decision.organisation.headcount
    occurrences = (
        *_on_organisation(profile, decision.organisation),
        *_on_importance(profile),
        *_on_competencies(profile, decision.maturity),
        *_on_presence(profile),
        *_on_capacity(profile, headcount),
        *_on_workload(profile, decision.workload, headcount),
        *_on_checklists(profile),
        *_on_context(profile),
    )
    pointers: dict[FindingCode, tuple[str, ...]] = {}
    for occurrence in occurrences:
        pointers[occurrence.code] = pointers.get(occurrence.code, ()) + occurrence.pointers
    return tuple(Finding(code, fields, texts.findings[code]) for code, fields in pointers.items())


def _on_organisation(profile: Profile, classification: Classification) -> Iterator[_Occurrence]:
    if classification.section is None and profile.organisation.activity_code is not None:
        yield _Occurrence("unknown_activity", ("/organisation/activity_code",))
    stated = profile.organisation.headcount
    if isinstance(stated, PeopleRange):
        if _is_reversed(stated):
            yield _Occurrence("range_reversed", ("/organisation/headcount",))
        if len(sizes_of(classification.headcount)) > 1:
            yield _Occurrence("size_spans", ("/organisation/headcount",))


def _is_reversed(stated: EuroRange | PeopleRange) -> bool:
    return stated.min is not None and stated.max is not None and stated.max < stated.min


def _on_importance(profile: Profile) -> Iterator[_Occurrence]:
    answers = profile.importance
    if answers is not None and answers.web_communication_core and answers.web_native == 0:
        pointers = ("/importance/web_native", "/importance/web_communication_core")
        yield _Occurrence("core_but_not_web", pointers)


def _on_competencies(profile: Profile, maturity: MaturityResult) -> Iterator[_Occurrence]:
    competencies = profile.competencies
    if competencies is None:
        return
    for result in maturity.competencies:
        answers = getattr(competencies, result.competency)
        if answers is None:
            continue
        pointer = f"/competencies/{result.competency}"
        if answers.level is not None and not result.declared:
            yield _Occurrence("level_and_evidence", (pointer,))
        if result.misread:
            yield _Occurrence("not_applicable_read_as_unknown", (pointer,))
        if result.out_of_order:
            yield _Occurrence("later_without_earlier", (pointer,))


def _on_presence(profile: Profile) -> Iterator[_Occurrence]:
    presence = profile.presence
    if presence is None:
        return
    setups = presence.current_setup or ()
    if "nobody" in setups and len(set(setups)) > 1:
        yield _Occurrence("nobody_and_others", ("/presence/current_setup",))
    if presence.channels == [] and presence.inbound_messages_per_week:
        fields = ("/presence/channels", "/presence/inbound_messages_per_week")
        yield _Occurrence("messages_without_channels", fields)
    kinds = [channel.kind for channel in presence.channels or ()]
    if len(kinds) != len(set(kinds)):
        yield _Occurrence("duplicate_channels", ("/presence/channels",))
    if not KNOWN_CHANNELS.issuperset(kinds):
        yield _Occurrence("unknown_channel", ("/presence/channels",))


def _on_capacity(profile: Profile, headcount: HeadcountRange) -> Iterator[_Occurrence]:
    capacity = profile.capacity
    if capacity is None:
        return
    budget = capacity.budget_eur_per_month
    if isinstance(budget, EuroRange) and _is_reversed(budget):
        yield _Occurrence("range_reversed", ("/capacity/budget_eur_per_month",))
    team, most = capacity.team_fte, headcount.most
    if team is not None and most is not None and team > most:
        yield _Occurrence("team_larger_than_headcount", ("/capacity/team_fte", "/organisation/headcount"))
    setups = () if profile.presence is None else profile.presence.current_setup or ()
    if team and set(setups) == {"nobody"}:
        yield _Occurrence("nobody_but_people", ("/capacity/team_fte", "/presence/current_setup"))
    if team == 0 and ("team" in setups or "dedicated" in setups):
        yield _Occurrence("team_without_people", ("/capacity/team_fte", "/presence/current_setup"))


def _on_workload(
    profile: Profile, workload: Workload | None, headcount: HeadcountRange
) -> Iterator[_Occurrence]:
    channels = None if profile.presence is None else profile.presence.channels
    if workload is not None and channels and workload.messages in ("from_followers", "at_least"):
        yield _Occurrence("messages_estimated", ("/presence/inbound_messages_per_week",))
        if workload.messages == "at_least":
            yield _Occurrence("followers_beyond_estimate", ("/presence/channels",))
    most = headcount.most
    if workload is not None and most is not None and workload.fte > max(most, 1):
        yield _Occurrence("more_work_than_people", ("/presence", "/organisation/headcount"))


def _on_checklists(profile: Profile) -> Iterator[_Occurrence]:
    """The checklists expect yes, partly or no: their conditions apply to every organisation."""
    for name in ("governance", "provider"):
        block = getattr(profile, name)
        for field in () if block is None else block.__struct_fields__:
            if getattr(block, field) == "not_applicable":
                yield _Occurrence("not_applicable_read_as_unknown", (f"/{name}/{field}",))


def _on_context(profile: Profile) -> Iterator[_Occurrence]:
    pointers = tuple(idle_inferences(profile))
    if pointers:
        yield _Occurrence("inferred_without_answer", pointers)
