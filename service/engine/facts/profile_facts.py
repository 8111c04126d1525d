"""Turns a profile into facts: small closed answers that rules can ask about, each possibly unknown.

Facts come first and policy after, so that every threshold on a raw number stands in one place: the bands
of the pack. Nothing here prefers one sourcing model to another.
"""

from collections.abc import Callable
from typing import Final

from service.engine.facts.activity import bounds_of, section_of, size_of
from service.engine.facts.workload import Workload
from service.methodology.vocabulary import UNKNOWN
from service.model.codes import Setup
from service.model.profile import (
    Capacity,
    Competencies,
    Context,
    Governance,
    Preferences,
    Presence,
    Profile,
    Skills,
    Strategy,
)

Facts = dict[str, str]
Cut = Callable[[float | None], str]

STRATEGY: Final = Strategy()
COMPETENCIES: Final = Competencies()
PRESENCE: Final = Presence()
CAPACITY: Final = Capacity()
GOVERNANCE: Final = Governance()
PREFERENCES: Final = Preferences()
CONTEXT: Final = Context()
_SKILLS: Final = Skills()

_FEWEST_IN_A_TEAM = 2
_YES_NO = {True: "yes", False: "no", None: UNKNOWN}
_ANSWER = {"yes": "yes", "partly": "partly", "no": "no", True: "yes", False: "no"}
_CONVERSATION = frozenset({"dialogue", "customer_care"})
_PRESENCE_ONLY = frozenset({"seo", "visibility"})
_WEEK_END_SECTIONS = frozenset({"I", "R"})
_PEOPLE_INSIDE = frozenset({"director", "trainee", "work_study", "shared_role", "dedicated", "team"})
_NAMED = frozenset({"seo_provider", "freelance", "agency", "work_study", "dedicated", "team"})
_SIDE_OF_DESK = frozenset({"trainee", "shared_role", "director", "work_study"})
_PROVIDERS = frozenset({"freelance", "agency"})


def setups_of(presence: Presence) -> frozenset[Setup] | None:
    """Who does the work today, as a set; None when not said. Somebody outweighs ``nobody``."""
    stated = presence.current_setup
    if stated is None or stated == []:
        return None
    setups: frozenset[Setup] = frozenset(stated) if isinstance(stated, list) else frozenset((stated,))
    return setups - {"nobody"} or setups


def read_facts(profile: Profile, workload: Workload | None, cut: dict[str, Cut]) -> Facts:
    """Every fact that the profile alone settles; level, importance and outcomes are added later."""
    setups = setups_of(profile.presence or PRESENCE)
    facts = {
        "country": "france" if profile.organisation.country == "FR" else "elsewhere",
        "headcount": cut["headcount"](bounds_of(profile.organisation.headcount)[0]),
        "size": size_of(bounds_of(profile.organisation.headcount)[0]),
        "week_end_sector": _week_end_sector(profile),
        "workload": cut["workload"](None if workload is None else workload.fte),
    }
    strategy = profile.strategy or STRATEGY
    for criterion in STRATEGY.__struct_fields__:
        facts[criterion] = _stated(getattr(strategy, criterion))
    _read_presence(profile.presence or PRESENCE, setups, facts, cut)
    _read_capacity(profile.capacity or CAPACITY, setups, facts, cut)
    _read_governance(profile.governance or GOVERNANCE, facts, cut)
    _read_preferences(profile.preferences or PREFERENCES, facts)
    _read_combinations(profile, setups, facts, cut)
    return facts


def _week_end_sector(profile: Profile) -> str:
    section = section_of(profile.organisation.activity_code, profile.organisation.activity_scheme)
    return UNKNOWN if section is None else "yes" if section in _WEEK_END_SECTIONS else "no"


def _read_presence(
    presence: Presence, setups: frozenset[Setup] | None, facts: Facts, cut: dict[str, Cut]
) -> None:
    channels = channel_count(presence)
    facts["presence"] = UNKNOWN if channels is None else "present" if channels else "absent"
    facts["channels"] = cut["channels"](None if channels is None else max(channels, 1))
    facts["messages"] = _stated(presence.inbound_messages_per_week)
    facts["always_on"] = _YES_NO[presence.always_on]
    facts["crisis"] = cut["crisis"](presence.crisis_exposure)
    facts["trainee"] = UNKNOWN if setups is None else "yes" if "trainee" in setups else "no"
    facts["in_post"] = _in_post(setups)
    facts["in_charge"] = _in_charge(setups)


def channel_count(presence: Presence) -> int | None:
    """How many different kinds of channel; None when not said."""
    channels = presence.channels
    return None if channels is None else len({channel.kind for channel in channels})


def _in_post(setups: frozenset[Setup] | None) -> str:
    if setups is None:
        return UNKNOWN
    if "team" in setups:
        return "team"
    if setups & _PROVIDERS:
        return "both_sides" if setups & _PEOPLE_INSIDE else "provider"
    if "dedicated" in setups:
        return "dedicated"
    if setups & _SIDE_OF_DESK:
        return "side_of_desk"
    return "seo_provider" if "seo_provider" in setups else "nobody"


def _in_charge(setups: frozenset[Setup] | None) -> str:
    if setups is None:
        return UNKNOWN
    if setups & _NAMED:
        return "named"
    return "side_of_desk" if setups & _SIDE_OF_DESK else "nobody"


def _read_capacity(
    capacity: Capacity, setups: frozenset[Setup] | None, facts: Facts, cut: dict[str, Cut]
) -> None:
    skills = capacity.skills or _SKILLS
    known = [value for value in (skills.technical, skills.legal, skills.communication) if value is not None]
    facts["missing_skills"] = cut["missing_skills"](sum(value <= 1 for value in known) if known else None)
    facts["expert_inside"] = (
        "no" if any(value < 3 for value in known) else "yes" if len(known) == 3 else UNKNOWN
    )
    facts["technical_skill"] = _skill(skills.technical)
    facts["legal_skill"] = _skill(skills.legal)
    facts["communication_skill"] = _skill(skills.communication)
    facts["budget"] = _stated(capacity.monthly_budget_eur)
    facts["inside_hours"] = cut["inside_hours"](capacity.available_hours_per_week)
    facts["can_hire"] = _YES_NO[capacity.can_hire]
    facts["senior_supervision"] = _YES_NO[capacity.senior_supervision]
    facts["staffed"] = _staffed(setups, capacity.team_fte)


def _staffed(setups: frozenset[Setup] | None, people: float | None) -> str:
    """Whether somebody is in post for this work alone, and whether they are several."""
    if setups is None and people is None:
        return UNKNOWN
    if (setups and "team" in setups) or (people or 0) >= _FEWEST_IN_A_TEAM:
        return "team"
    return "person" if (setups and "dedicated" in setups) or (people or 0) >= 1 else "no"


def _skill(value: int | None) -> str:
    return UNKNOWN if value is None else "lacking" if value <= 1 else "present"


def _stated(value: object) -> str:
    return UNKNOWN if value is None else "stated"


def _read_governance(governance: Governance, facts: Facts, cut: dict[str, Cut]) -> None:
    answer = _ANSWER.get
    facts["single_contact"] = answer(governance.single_contact, UNKNOWN)
    facts["contact_understands_trade"] = answer(governance.contact_understands_trade, UNKNOWN)
    facts["management_support"] = answer(governance.management_support, UNKNOWN)
    facts["activity_explainable"] = answer(governance.activity_explainable, UNKNOWN)
    facts["time_to_devote"] = answer(governance.time_to_devote, UNKNOWN)
    facts["accepts_advice"] = answer(governance.accepts_advice, UNKNOWN)
    facts["voice"] = answer(governance.voice_delegation, UNKNOWN)
    facts["approval_hours"] = cut["approval_hours"](governance.validation_hours)
    departments = governance.departments_involved
    facts["departments"] = cut["departments"](None if departments is None else len(set(departments)))


def _read_preferences(preferences: Preferences, facts: Facts) -> None:
    facts["priority"] = preferences.priority or UNKNOWN
    facts["neutrality"] = _YES_NO[preferences.neutrality]
    facts["build_skills"] = _YES_NO[preferences.build_internal_skills]
    stated = preferences.objectives
    wanted = None if not stated else frozenset(stated)
    facts["wants_conversation"] = _wants(wanted, _CONVERSATION)
    facts["wants_customer_care"] = _wants(wanted, {"customer_care"})
    facts["wants_brand"] = _wants(wanted, {"brand"})
    facts["wants_monitoring"] = _wants(wanted, {"monitoring"})
    facts["wants_recruitment"] = _wants(wanted, {"recruitment"})
    facts["wants_search"] = _wants(wanted, {"seo"})
    facts["presence_only"] = UNKNOWN if wanted is None else "yes" if wanted <= _PRESENCE_ONLY else "no"


def _wants(wanted: frozenset[str] | None, some: frozenset[str] | set[str]) -> str:
    return UNKNOWN if wanted is None else "yes" if wanted & some else "no"


def _read_combinations(
    profile: Profile, setups: frozenset[Setup] | None, facts: Facts, cut: dict[str, Cut]
) -> None:
    team = (profile.capacity or CAPACITY).team_fte
    small = facts["can_hire"] == "no" or (team is not None and team < _FEWEST_IN_A_TEAM)
    large = facts["can_hire"] == "yes" and team is not None and team >= _FEWEST_IN_A_TEAM
    if large or facts["channels"] not in (UNKNOWN, "one"):
        facts["one_network_small_team"] = "no"
    else:
        facts["one_network_small_team"] = "yes" if small and facts["channels"] == "one" else UNKNOWN
    facts["latitude_wanted"] = _latitude_wanted(facts)
    facts["insiders"] = _insiders(setups, facts)
    facts["approval_friction"] = cut["approval_friction"](_friction(profile))


def _latitude_wanted(facts: Facts) -> str:
    if facts["neutrality"] == "yes" or facts["priority"] == "flexibility":
        return "yes"
    return "no" if facts["neutrality"] == "no" and facts["priority"] != UNKNOWN else UNKNOWN


def _insiders(setups: frozenset[Setup] | None, facts: Facts) -> str:
    if setups is not None and setups & _PEOPLE_INSIDE:
        return "yes"
    if facts["inside_hours"] not in (UNKNOWN, "none") or facts["can_hire"] == "yes":
        return "yes"
    return "no" if facts["inside_hours"] == "none" and facts["can_hire"] == "no" else UNKNOWN


def _friction(profile: Profile) -> float | None:
    """Approval hours x voice kept back x crisis (claims D3 and D6); None if any of them is unknown."""
    governance = profile.governance or GOVERNANCE
    crisis = (profile.presence or PRESENCE).crisis_exposure
    voice = _ANSWER.get(governance.voice_delegation, UNKNOWN)
    hours = governance.validation_hours
    if hours is None or crisis is None or voice == UNKNOWN:
        return None
    return hours * {"yes": 0, "partly": 1, "no": 2}[voice] * (crisis + 1)
