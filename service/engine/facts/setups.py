"""Who does the work today, as facts."""

from service.methodology.vocabulary import UNKNOWN
from service.model.codes import Setup
from service.model.profile import Presence

PEOPLE_INSIDE = frozenset({"director", "trainee", "work_study", "shared_role", "dedicated", "team"})
_NAMED = frozenset({"seo_provider", "freelance", "agency", "work_study", "dedicated", "team"})
_SIDE_OF_DESK = frozenset({"trainee", "shared_role", "director", "work_study"})
_TRAINEES = frozenset({"trainee", "work_study"})
_PROVIDERS = frozenset({"freelance", "agency"})


def setups_of(presence: Presence) -> frozenset[Setup] | None:
    """Who does the work today; None when not stated. ``nobody`` is dropped where somebody is named too."""
    stated = presence.current_setup
    if stated is None or stated == []:
        return None
    setups = frozenset(stated)
    return setups - {"nobody"} or setups


def in_post(setups: frozenset[Setup] | None) -> str:
    """Who is in post, by what keeps most of the work where it is."""
    if setups is None:
        return UNKNOWN
    if "team" in setups:
        return "team"
    if setups & _PROVIDERS:
        return "both_sides" if setups & PEOPLE_INSIDE else "provider"
    if "dedicated" in setups:
        return "dedicated"
    for setup in ("shared_role", "director"):
        if setup in setups:
            return setup
    if setups & _TRAINEES:
        return "trainee"
    return "seo_provider" if "seo_provider" in setups else "nobody"


def in_charge(setups: frozenset[Setup] | None) -> str:
    """Whether somebody is in charge by name, or beside other duties."""
    if setups is None:
        return UNKNOWN
    if setups & _NAMED:
        return "named"
    return "side_of_desk" if setups & _SIDE_OF_DESK else "nobody"
