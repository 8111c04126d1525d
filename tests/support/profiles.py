"""Generated organisation profiles: any valid one, fully answered ones, and plausible ones.

``profiles()`` draws from the whole input space, contradictions and extremes included;
``answered_profiles()`` leaves nothing unknown; ``plausible(seed)`` is described in the service's own.
"""

from itertools import islice
from typing import Any, get_args

from hypothesis import strategies as st

from service.application.synthesis import plausible as synthetic
from service.model import codes
from service.model.countries import Country
from service.model.profile import (
    Capacity,
    Channel,
    Competencies,
    CompetencyAnswers,
    Context,
    EuroRange,
    Governance,
    ImportanceAnswers,
    Organisation,
    PeopleRange,
    Preferences,
    Presence,
    Profile,
    Provider,
    Skills,
)

Drawn = st.SearchStrategy[Any]

DIVISIONS = [
    f"{number:02}" for number in range(1, 100) if number not in (4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89)
]
KINDS = ["facebook", "instagram", "linkedin", "tiktok", "youtube", "x", "whatsapp", "reviews", "own_forum"]
Q_FIELDS = (
    "single_contact",
    "contact_understands_trade",
    "management_support",
    "activity_explainable",
    "time_to_devote",
    "accepts_advice",
)
INFERRED = ["/competencies/tools/emergent", "/capacity/can_hire", "/governance/voice_delegation"]
P_FIELDS = ("adaptable", "single_contact", "easy_exchanges", "shared_strategy", "initiative")


def plausible(seed: int, count: int) -> list[Profile]:
    """The first so many plausible organisations of a seed."""
    return list(islice(synthetic.plausible(seed), count))


def _of(vocabulary: object) -> Drawn:
    return st.sampled_from(get_args(vocabulary))


SCALE = st.integers(0, 4)
ANSWER = _of(codes.Answer)
STATED = st.sampled_from(["yes", "partly", "no"])
HOURS = st.one_of(st.sampled_from([0.0, 1.5, 3.5, 7.0, 17.5, 35.0, 70.0]), st.floats(0, 100_000))
EUROS = st.one_of(
    st.sampled_from([0.0, 299.0, 300.0, 700.0, 833.0, 2000.0, 3600.0]), st.floats(0, 100_000_000)
)
PEOPLE = st.one_of(st.integers(0, 12), st.sampled_from([249, 250, 4999, 5000]), st.integers(0, 10_000_000))
COUNT = st.one_of(st.integers(0, 3000), st.integers(0, 10_000_000_000))
WEEKLY = st.one_of(st.sampled_from([0.0, 0.5, 1.0, 3.0, 7.0]), st.floats(0, 10_000))
NAME = st.sampled_from(["A", "Boulangerie Dupré", "日本支社", "Río & Cía", "a" * 100, "= 1 + 1", "<b>"])
SLUG = st.sampled_from(["a", "vk", "own-forum", "nextdoor", "x_2", "mastodon", "0", "b" * 40])


def _range(given: Any, kind: type, value: Drawn, **others: Drawn) -> Drawn:
    """A range whose lower end is given or not, like any answer; its upper end may be open."""
    return st.builds(kind, min=given(value), max=_maybe(value), **others)


def _activity() -> Drawn:
    finer = st.sampled_from(["", ".1", ".10", ".71Z", "10A", "9", ".99", "00Z", "0Z"])
    return st.one_of(
        st.sampled_from("ABCDEFGHIJKLMNOPQRSTUV"),
        st.builds("{}{}".format, st.sampled_from(DIVISIONS), finer),
    )


def _organisation(given: Any) -> Drawn:
    sirene = given(_of(codes.SireneBand))
    return st.builds(
        Organisation,
        country=st.one_of(st.just("FR"), _of(Country)),
        headcount=given(st.one_of(PEOPLE, _range(given, PeopleRange, PEOPLE, sirene=sirene))),
        activity_code=given(_activity()),
        activity_scheme=_of(codes.Scheme),
        reference=st.one_of(st.none(), NAME),
        name=st.one_of(st.none(), NAME),
        unit=st.one_of(st.none(), NAME),
        tags=st.one_of(st.none(), st.lists(SLUG, max_size=10)),
    )


def _competencies(given: Any, answer: Drawn, level: Drawn) -> Drawn:
    artefacts = {step: given(answer) for step in codes.STEPS}
    one = st.builds(CompetencyAnswers, **artefacts, level=level)
    return st.builds(Competencies, **{key: given(one) for key in codes.COMPETENCIES})


def _presence(given: Any) -> Drawn:
    channel = st.builds(
        Channel,
        kind=st.one_of(st.sampled_from(KINDS), SLUG),
        followers=given(COUNT),
        posts_per_week=given(WEEKLY),
    )
    return st.builds(
        Presence,
        channels=given(st.one_of(st.lists(channel, max_size=4), st.lists(channel, max_size=30))),
        inbound_messages_per_week=given(COUNT),
        always_on=given(st.booleans()),
        crisis_exposure=given(SCALE),
        current_setup=given(st.lists(_of(codes.Setup), min_size=1, max_size=4)),
        content_origin=given(_of(codes.ContentOrigin)),
    )


def _capacity(given: Any, answer: Drawn) -> Drawn:
    skills = st.builds(Skills, technical=given(SCALE), legal=given(SCALE), communication=given(SCALE))
    return st.builds(
        Capacity,
        budget_eur_per_month=given(st.one_of(EUROS, _range(given, EuroRange, EUROS))),
        available_hours_per_week=given(HOURS),
        team_fte=given(st.one_of(st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0]), st.floats(0, 100_000))),
        skills=given(skills),
        senior_supervision=given(st.booleans()),
        can_hire=given(st.booleans()),
        keen_insider=given(answer),
    )


def _governance(given: Any, answer: Drawn) -> Drawn:
    return st.builds(
        Governance,
        **{name: given(answer) for name in Q_FIELDS},
        voice_delegation=given(answer),
        validation_hours=given(HOURS),
        departments_involved=given(st.lists(_of(codes.Department), max_size=8)),
        sensitive_topics=given(answer),
    )


def _preferences(given: Any, least_aims: int = 0) -> Drawn:
    return st.builds(
        Preferences,
        priority=given(_of(codes.Priority)),
        build_internal_skills=given(st.booleans()),
        neutrality=given(st.booleans()),
        objectives=given(st.lists(_of(codes.Objective), min_size=least_aims, max_size=7)),
        duration=given(_of(codes.Duration)),
    )


def _importance(given: Any) -> Drawn:
    return st.builds(
        ImportanceAnswers,
        brand_advantage=given(SCALE),
        digital_transformation=given(SCALE),
        web_native=given(SCALE),
        web_communication_core=given(st.booleans()),
    )


def _context(given: Any, inferred: Drawn) -> Drawn:
    return st.builds(
        Context, assessor=given(_of(codes.Assessor)), form=given(_of(codes.Form)), inferred=inferred
    )


def _maybe(strategy: Drawn) -> Drawn:
    return st.one_of(st.none(), strategy)


def _always(strategy: Drawn) -> Drawn:
    return strategy


def profiles() -> Drawn:
    """Any valid profile: every block and every field but the required ones may be absent."""
    return st.builds(
        Profile,
        organisation=_organisation(_maybe),
        importance=_maybe(_importance(_maybe)),
        competencies=_maybe(_competencies(_maybe, ANSWER, _maybe(_of(codes.Level)))),
        presence=_maybe(_presence(_maybe)),
        capacity=_maybe(_capacity(_maybe, ANSWER)),
        governance=_maybe(_governance(_maybe, ANSWER)),
        preferences=_maybe(_preferences(_maybe)),
        provider=_maybe(st.builds(Provider, **{name: _maybe(ANSWER) for name in P_FIELDS})),
        context=_maybe(_context(_maybe, _maybe(st.lists(st.sampled_from(INFERRED), unique=True)))),
    )


def answered_profiles() -> Drawn:
    """Valid profiles in which every field has an answer: nothing unknown, nothing set aside."""
    return st.builds(
        Profile,
        organisation=_organisation(_always),
        importance=_importance(_always),
        competencies=_competencies(_always, STATED, st.none()),
        presence=_presence(_always),
        capacity=_capacity(_always, STATED),
        governance=_governance(_always, STATED),
        preferences=_preferences(_always, least_aims=1),
        provider=st.builds(Provider, **dict.fromkeys(P_FIELDS, STATED)),
        context=_context(_always, st.none()),
    )
