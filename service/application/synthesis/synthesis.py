"""The use case of synthesising assessments: plausible ones, for demonstrations and for load.

Each says what it is: its reference and its tag begin with ``synthetic``, and it votes in no norm.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.records import Owner, record_of
from service.application.ids import new_id
from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import space_of
from service.application.synthesis.plausible import plausible
from service.model.codes import Include
from service.model.profile import Context, Profile
from service.texts import LANGUAGES

LABEL = "synthetic"
_NONE: frozenset[Include] = frozenset()


class SynthesisRequest(Struct, frozen=True, kw_only=True):
    """How many assessments, for whom, from which seed, spread evenly over so long before a moment."""

    tenant: str
    number: int
    seed: int
    until: datetime
    span: timedelta


def synthesised_records(engine: AssessmentEngine, order: SynthesisRequest) -> Iterator[AssessmentRecord]:
    """The records of such an order, oldest first: the same profiles for the same seed."""
    owner = Owner(space_of(order.tenant), "server")
    for place, profile in enumerate(islice(plausible(order.seed), order.number)):
        moment = order.until - order.span * (order.number - place) / order.number
        at = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        labelled = _labelled(profile, f"{LABEL}-{order.seed}-{place}")
        found, result = engine.assess_and_digest(labelled, LANGUAGES[0], _NONE, engine.current)
        yield record_of((new_id(at), at), owner, labelled, found, result)


def _labelled(profile: Profile, reference: str) -> Profile:
    organisation = replace(profile.organisation, reference=reference, tags=[LABEL])
    return replace(profile, organisation=organisation, context=Context(norm_use=False))
