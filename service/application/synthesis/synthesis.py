"""The use case of synthesising assessments of plausible organisations, for demonstrations and load tests.

They are marked: reference and tag begin with ``synthetic``. Those of live keys are in no norm; those of test
keys are in the norm of their own space, which nobody else sees.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.records import Owner, record_of
from service.application.ids import new_identity
from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import Space, is_of_test_keys
from service.application.synthesis.plausible import plausible
from service.model.codes import Include
from service.model.profile import Context, Profile
from service.texts import LANGUAGES

LABEL = "synthetic"
_NO_PARTS: frozenset[Include] = frozenset()


class SynthesisRequest(Struct, frozen=True, kw_only=True):
    """How many assessments to synthesise, in which space, with creation times spread over ``span``.

    The span ends at ``until``. The same ``seed`` gives the same profiles.
    """

    space: Space
    number: int
    seed: int
    until: datetime
    span: timedelta


def synthesised_records(engine: AssessmentEngine, request: SynthesisRequest) -> Iterator[AssessmentRecord]:
    """Yield the records, oldest first, evenly spaced in time."""
    owner = Owner(request.space, "server")
    for position, profile in enumerate(islice(plausible(request.seed), request.number)):
        created_at = request.until - request.span * (request.number - position) / request.number
        reference = f"{LABEL}-{request.seed}-{position}"
        labelled = _label(profile, reference, may_vote=is_of_test_keys(request.space))
        assessment, result_digest = engine.assess_and_digest(
            labelled, LANGUAGES[0], _NO_PARTS, engine.current
        )
        yield record_of(new_identity(created_at), owner, labelled, assessment, result_digest)


def _label(profile: Profile, reference: str, *, may_vote: bool) -> Profile:
    organisation = replace(profile.organisation, reference=reference, tags=[LABEL])
    return replace(profile, organisation=organisation, context=Context(norm_use=may_vote))
