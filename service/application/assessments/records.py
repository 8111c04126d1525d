"""Between assessments and the records that are stored of them.

A record keeps the canonical profile and digests; the words of an answer are made again whenever it is read.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from service.application.assessments.links import LinkSigner
from service.application.ports.assessment_store import AssessmentRecord, AssessmentSummary
from service.application.profiles import read_profile, write_profile
from service.application.spaces import Space
from service.application.timestamps import format_timestamp
from service.model.answer.assessment import Assessment, Links
from service.model.codes import Origin
from service.model.documents.benchmark import Standing
from service.model.documents.comparison import History
from service.model.documents.stored_assessment import AssessmentItem, StoredAssessment
from service.model.profile import Context, Profile

_HUNDREDTHS = 100
_DIGEST = "sha256:"
_CONTEXT = Context()


class Owner(Struct, frozen=True):
    """Whose an assessment is, and by whom it was sent."""

    space: Space
    origin: Origin


def record_of(
    identity: tuple[UUID, datetime], owner: Owner, profile: Profile, found: Assessment, result: bytes
) -> AssessmentRecord:
    """The record of an assessment; ``identity`` is its id and its date."""
    assessment, created_at = identity
    context = profile.context or _CONTEXT
    maturity, importance = found.maturity, found.importance
    return AssessmentRecord(
        id=assessment,
        space=owner.space,
        origin=owner.origin,
        created_at=created_at,
        profile=write_profile(profile),
        reference=found.organisation.reference,
        section=found.organisation.section,
        size=found.organisation.size,
        country=found.organisation.country,
        assessor=context.assessor,
        form=context.form,
        version=found.methodology.version,
        rules_digest=rules_digest(found),
        result_digest=result,
        level=maturity.level,
        index=None if maturity.index is None else round(maturity.index * _HUNDREDTHS),
        coverage=round(maturity.coverage * _HUNDREDTHS),
        score=importance.score,
        band=importance.band,
        recommended=found.sourcing.recommended,
        tags=tuple(profile.organisation.tags or ()),
    )


def rules_digest(found: Assessment) -> bytes:
    """The digest of the rules that an assessment was made by."""
    return bytes.fromhex(found.methodology.rules_digest.removeprefix(_DIGEST))


def profile_of(record: AssessmentRecord) -> Profile:
    """The profile that a record was made from."""
    return read_profile(record.profile)


def request_digest(record: AssessmentRecord, version: str | None) -> bytes:
    """What makes two requests the same: the profile as read, and the version asked for."""
    return sha256(record.profile + b"\n" + (version or "").encode()).digest()


def idempotency_name(owner: Owner, key: str) -> str:
    """What an ``Idempotency-Key`` is kept as: it outlives what it made, and may itself name an organisation.

    Visitors' keys are apart from servers': guessing a server's brings nothing back.
    """
    return sha256(f"{owner.origin}:{key}".encode()).hexdigest()


class AnswerExtras(Struct, frozen=True):
    """What stands in an answer beside the assessment itself, where it was asked for."""

    benchmark: Standing | None
    history: History | None


def stored_answer(
    record: AssessmentRecord, found: Assessment, beside: AnswerExtras, links: LinkSigner
) -> StoredAssessment:
    """The answer for a record, from the assessment of its profile."""
    return StoredAssessment(
        str(record.id),
        format_timestamp(record.created_at),
        found.organisation,
        found.methodology,
        found.maturity,
        found.importance,
        found.sourcing,
        found.next,
        found.findings,
        found.profile,
        found.trace,
        beside.benchmark,
        beside.history,
        Links(
            links.to(record.id),
            None,
            links.signed(record.id, "radar"),
            links.signed(record.id, "badge"),
            found.links.methodology,
        ),
    )


def index_of(record: AssessmentSummary) -> float | None:
    """The maturity index of a record, 1.00 to 4.00."""
    return None if record.index is None else record.index / _HUNDREDTHS


def list_item(record: AssessmentSummary, links: LinkSigner) -> AssessmentItem:
    """A record in a list."""
    return AssessmentItem(
        str(record.id),
        format_timestamp(record.created_at),
        record.reference,
        record.section,
        record.size,
        record.country,
        record.version,
        record.level,
        index_of(record),
        record.coverage / _HUNDREDTHS,
        record.score,
        record.band,
        record.recommended,
        links.to(record.id),
    )


def cursor_of(record: AssessmentSummary) -> str:
    """Where to read on after a record: opaque to callers."""
    return urlsafe_b64encode(record.id.bytes).rstrip(b"=").decode()


def read_cursor(cursor: str) -> UUID:
    """The id that a cursor stands for; any 22 letters of its alphabet name some id."""
    return UUID(bytes=urlsafe_b64decode(cursor + "=="))
