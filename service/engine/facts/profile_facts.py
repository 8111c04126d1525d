"""Turns a profile into facts: small closed answers that rules can test, each possibly unknown.

A fact is a name and one of the values of ``service.methodology.vocabulary``. Raw numbers become bands of the
pack here, so that no rule holds a threshold of its own. Nothing here prefers one sourcing model to another.
"""

from collections.abc import Callable
from typing import Final

from service.engine.facts.activity import Classification, is_few, is_in
from service.engine.facts.ranges import band_of_range, budget_of
from service.engine.facts.setups import PEOPLE_INSIDE, in_charge, in_post, setups_of
from service.engine.facts.workload import Workload
from service.methodology.shape.facts import FactRules
from service.methodology.vocabulary import UNKNOWN
from service.model.codes import Answer, Setup
from service.model.countries import FRENCH_LABOUR_CODE
from service.model.profile import (
    Capacity,
    Competencies,
    Governance,
    ImportanceAnswers,
    Preferences,
    Presence,
    Profile,
    Skills,
)

Facts = dict[str, str]
BandFunction = Callable[[float | None], str]
BandFunctions = dict[str, BandFunction]
"""By measure, the function from a value to the name of its band; None becomes unknown."""

# Blocks in which nothing is answered, used in place of an absent block.
IMPORTANCE: Final = ImportanceAnswers()
COMPETENCIES: Final = Competencies()
PRESENCE: Final = Presence()
CAPACITY: Final = Capacity()
GOVERNANCE: Final = Governance()
PREFERENCES: Final = Preferences()
_SKILLS: Final = Skills()

_YES_NO = {True: "yes", False: "no", None: UNKNOWN}
_ANSWER = {"yes": "yes", "partly": "partly", "no": "no"}
_GOVERNANCE_ANSWERS = (
    "single_contact", "contact_understands_trade", "management_support", "activity_explainable",
    "time_to_devote", "accepts_advice", "voice_delegation", "sensitive_topics",
)  # fmt: skip
_CONVERSATION = frozenset({"dialogue", "customer_care"})
_PRESENCE_ONLY = frozenset({"seo", "visibility"})


def read_facts(
    profile: Profile,
    organisation: Classification,
    workload: Workload | None,
    band_of: BandFunctions,
    rules: FactRules,
) -> Facts:
    """Every fact that the profile alone settles; maturity, importance and outcomes are added later."""
    setups = setups_of(profile.presence or PRESENCE)
    facts = {
        "country": "france" if profile.organisation.country in FRENCH_LABOUR_CODE else "elsewhere",
        "headcount": band_of_range(organisation.people, band_of["headcount"]),
        "size_class": organisation.size or UNKNOWN,
        "few_people": _YES_NO[is_few(organisation.headcount, rules.few_people)],
        "public_sector": _YES_NO[is_in(organisation.section, rules.public_sector)],
        "week_end_sector": _YES_NO[is_in(organisation.section, rules.week_end_sector)],
        "workload": band_of["workload"](None if workload is None else workload.measure),
        "message_count": UNKNOWN if workload is None else workload.messages,
    }
    importance = profile.importance or IMPORTANCE
    for criterion in IMPORTANCE.__struct_fields__:
        facts[criterion] = _is_stated(getattr(importance, criterion))
    _read_presence(profile.presence or PRESENCE, setups, facts, band_of)
    _read_capacity(profile.capacity or CAPACITY, facts, band_of)
    facts["staffed"] = _staffed(setups, (profile.capacity or CAPACITY).team_fte, rules)
    _read_governance(profile.governance or GOVERNANCE, facts, band_of)
    _read_preferences(profile.preferences or PREFERENCES, facts)
    _read_combinations(profile, setups, facts, band_of, rules)
    facts["inside_cover"] = band_of["inside_cover"](_inside_cover(profile, workload))
    return facts


def _read_presence(
    presence: Presence, setups: frozenset[Setup] | None, facts: Facts, band_of: BandFunctions
) -> None:
    channels = _channel_kinds(presence)
    facts["presence"] = UNKNOWN if channels is None else "present" if channels else "absent"
    # No channel ranks like one channel.
    facts["channels"] = band_of["channels"](None if channels is None else max(channels, 1))
    facts["inbound_messages_per_week"] = _is_stated(presence.inbound_messages_per_week)
    facts["always_on"] = _YES_NO[presence.always_on]
    facts["crisis_exposure"] = band_of["crisis_exposure"](presence.crisis_exposure)
    facts["content_origin"] = presence.content_origin or UNKNOWN
    facts["trainee"] = UNKNOWN if setups is None else "yes" if "trainee" in setups else "no"
    facts["in_post"] = in_post(setups)
    facts["in_charge"] = in_charge(setups)


def _channel_kinds(presence: Presence) -> int | None:
    """How many different kinds of channel; None when not stated."""
    return None if presence.channels is None else len({channel.kind for channel in presence.channels})


def _read_capacity(capacity: Capacity, facts: Facts, band_of: BandFunctions) -> None:
    skills = capacity.skills or _SKILLS
    known = [value for value in (skills.technical, skills.legal, skills.communication) if value is not None]
    facts["missing_skills"] = band_of["missing_skills"](sum(v <= 1 for v in known) if known else None)
    facts["expert_inside"] = (
        "no" if any(value < 3 for value in known) else "yes" if len(known) == 3 else UNKNOWN
    )
    for skill in ("technical", "legal", "communication"):
        facts[f"{skill}_skill"] = _skill(getattr(skills, skill))
    facts["budget_eur_per_month"] = _is_stated(budget_of(capacity.budget_eur_per_month))
    facts["available_hours_per_week"] = band_of["available_hours_per_week"](capacity.available_hours_per_week)
    facts["can_hire"] = _YES_NO[capacity.can_hire]
    facts["senior_supervision"] = _YES_NO[capacity.senior_supervision]
    facts["keen_insider"] = _answer(capacity.keen_insider)


def _is_team(people: float, rules: FactRules) -> bool:
    """Whether so many full-time equivalents in post are a team."""
    return rules.team is not None and people >= rules.team.least_fte


def _staffed(setups: frozenset[Setup] | None, people: float | None, rules: FactRules) -> str:
    """Whether one person or a team (``people`` in full-time equivalents) does this work and nothing else."""
    if setups is None and people is None:
        return UNKNOWN
    if (setups and "team" in setups) or _is_team(people or 0, rules):
        return "team"
    return "person" if (setups and "dedicated" in setups) or (people or 0) >= 1 else "no"


def _skill(value: int | None) -> str:
    return UNKNOWN if value is None else "lacking" if value <= 1 else "present"


def _is_stated(value: object) -> str:
    return UNKNOWN if value is None else "stated"


def _answer(stated: Answer | None) -> str:
    return UNKNOWN if stated is None else _ANSWER.get(stated, UNKNOWN)


def _read_governance(governance: Governance, facts: Facts, band_of: BandFunctions) -> None:
    for name in _GOVERNANCE_ANSWERS:
        facts[name] = _answer(getattr(governance, name))
    facts["validation_hours"] = band_of["validation_hours"](governance.validation_hours)
    departments = governance.departments_involved
    involved = None if departments is None else len(set(departments))
    facts["departments_involved"] = band_of["departments_involved"](involved)


def _read_preferences(preferences: Preferences, facts: Facts) -> None:
    facts["priority"] = preferences.priority or UNKNOWN
    facts["duration"] = preferences.duration or UNKNOWN
    facts["neutrality"] = _YES_NO[preferences.neutrality]
    facts["build_internal_skills"] = _YES_NO[preferences.build_internal_skills]
    objectives = frozenset(preferences.objectives) if preferences.objectives else None
    facts["wants_conversation"] = _wants_any(objectives, _CONVERSATION)
    for objective in ("customer_care", "brand", "monitoring", "recruitment"):
        facts[f"wants_{objective}"] = _wants_any(objectives, {objective})
    facts["wants_search"] = _wants_any(objectives, {"seo"})
    only = objectives is not None and objectives <= _PRESENCE_ONLY
    facts["presence_only"] = UNKNOWN if objectives is None else "yes" if only else "no"


def _wants_any(objectives: frozenset[str] | None, targets: frozenset[str] | set[str]) -> str:
    return UNKNOWN if objectives is None else "yes" if objectives & targets else "no"


def _read_combinations(
    profile: Profile, setups: frozenset[Setup] | None, facts: Facts, band_of: BandFunctions, rules: FactRules
) -> None:
    """Facts that combine several answers; reads facts already set by the other functions."""
    team = (profile.capacity or CAPACITY).team_fte
    small = facts["can_hire"] == "no" or (team is not None and not _is_team(team, rules))
    large = facts["can_hire"] == "yes" and team is not None and _is_team(team, rules)
    if large or facts["channels"] not in (UNKNOWN, "one"):
        facts["one_network_small_team"] = "no"
    else:
        facts["one_network_small_team"] = "yes" if small and facts["channels"] == "one" else UNKNOWN
    facts["latitude_wanted"] = _latitude_wanted(facts)
    facts["insiders"] = _insiders(setups, facts)
    facts["approval_friction"] = band_of["approval_friction"](_approval_friction(profile))


def _latitude_wanted(facts: Facts) -> str:
    if facts["neutrality"] == "yes" or facts["priority"] == "flexibility":
        return "yes"
    return "no" if facts["neutrality"] == "no" and facts["priority"] != UNKNOWN else UNKNOWN


def _insiders(setups: frozenset[Setup] | None, facts: Facts) -> str:
    """Whether anybody inside works on this, has hours for it, or may be hired."""
    if facts["staffed"] in ("person", "team") or (setups or frozenset()) & PEOPLE_INSIDE:
        return "yes"
    if facts["available_hours_per_week"] not in (UNKNOWN, "none") or facts["can_hire"] == "yes":
        return "yes"
    return "no" if facts["available_hours_per_week"] == "none" and facts["can_hire"] == "no" else UNKNOWN


def _inside_cover(profile: Profile, workload: Workload | None) -> float | None:
    """The share of the estimated weekly work that inside hours can bear; None if either is unknown.

    Work without its messages is unknown here as in the ranking. Source: claim E7 of the ledger.
    """
    hours = (profile.capacity or CAPACITY).available_hours_per_week
    if hours is None or workload is None or workload.measure is None:
        return None
    return hours / workload.central if workload.central else float(hours > 0)


def _approval_friction(profile: Profile) -> float | None:
    """Approval hours x reluctance to delegate (0 to 2) x (crisis exposure + 1); None if any is unknown.

    Source: claims D3 and D6 of the ledger.
    """
    governance = profile.governance or GOVERNANCE
    crisis = (profile.presence or PRESENCE).crisis_exposure
    voice = _answer(governance.voice_delegation)
    hours = governance.validation_hours
    if hours is None or crisis is None or voice == UNKNOWN:
        return None
    return hours * {"yes": 0, "partly": 1, "no": 2}[voice] * (crisis + 1)
