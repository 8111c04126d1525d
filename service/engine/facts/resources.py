"""The time, people and money of an organisation, as far as its profile tells."""

from msgspec import Struct

from service.engine.facts.profile_facts import CAPACITY, PRESENCE
from service.engine.facts.ranges import budget_of
from service.engine.facts.setups import setups_of
from service.model.codes import SizeClass
from service.model.profile import Capacity, Presence, Profile


class Resources(Struct, frozen=True, kw_only=True, gc=False):
    """Time, people and money of the organisation.

    ``inside_fte`` is the time inside, in full-time equivalents: what is stated, and at least the people known
    to be in post, whom ``staffed_fte`` counts; None when unknown. ``budget`` is euros a month, infinite for
    an open-ended range, None when unknown. ``always_on`` says that customers expect answers in the evening
    and at the week-end.
    """

    inside_fte: float | None
    staffed_fte: float
    always_on: bool
    size: SizeClass | None
    budget: float | None
    can_hire: bool | None


def resources_of(profile: Profile, size: SizeClass | None, weekly_hours: float) -> Resources:
    """Read the resources from a profile; ``weekly_hours`` are those of a full-time post."""
    capacity, presence = profile.capacity or CAPACITY, profile.presence or PRESENCE
    staffed, hours = _staffed_fte(capacity, presence), capacity.available_hours_per_week
    stated = None if hours is None or not weekly_hours else hours / weekly_hours
    return Resources(
        inside_fte=max(stated or 0.0, staffed) if staffed or stated is not None else None,
        staffed_fte=staffed,
        always_on=presence.always_on is True,
        size=size,
        budget=budget_of(capacity.budget_eur_per_month),
        can_hire=capacity.can_hire,
    )


def _staffed_fte(capacity: Capacity, presence: Presence) -> float:
    """People known to be in post for this work: those stated, else at least those of the current set-up."""
    if capacity.team_fte:
        return capacity.team_fte
    setups = setups_of(presence) or frozenset()
    return 2 if "team" in setups else 1 if "dedicated" in setups else 0
