"""The use case of synthesising assessments: plausible ones, for demonstrations and for load.

Each says what it is: its reference and its tag begin with ``synthetic``, and it votes in no norm.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from service.application.assessment_engine import Assessor
from service.application.assessments.records import Owner, record_of
from service.application.ids import new_id
from service.application.ports.assessment_store import Record
from service.application.synthesis.plausible import plausible
from service.model.codes import LANGUAGES, Include
from service.model.profile import Context, Profile

LABEL = "synthetic"
_NONE: frozenset[Include] = frozenset()


class Order(Struct, frozen=True, kw_only=True):
    """How many assessments, for whom, from which seed, spread evenly over so long before a moment."""

    tenant: str
    number: int
    seed: int
    until: datetime
    span: timedelta


def synthesised(assessor: Assessor, order: Order) -> Iterator[Record]:
    """The records of such an order, oldest first: the same profiles for the same seed."""
    owner = Owner(order.tenant, "server")
    for place, profile in enumerate(islice(plausible(order.seed), order.number)):
        moment = order.until - order.span * (order.number - place) / order.number
        at = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        labelled = _labelled(profile, f"{LABEL}-{order.seed}-{place}")
        found, result = assessor.assess_and_digest(labelled, LANGUAGES[0], _NONE, assessor.current)
        yield record_of((new_id(at), at), owner, labelled, found, result)


def _labelled(profile: Profile, reference: str) -> Profile:
    organisation = replace(profile.organisation, reference=reference, tags=[LABEL])
    return replace(profile, organisation=organisation, context=Context(norm_use=False))
