"""Conversions between assessments, the records that are stored, and the documents that callers read.

A record holds the canonical profile, a summary and digests; the words of an answer are recomputed when read.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from service.application.assessments.links import LinkSigner
from service.application.ids import Identity
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
_DIGEST_PREFIX = "sha256:"
_NO_CONTEXT = Context()


class Owner(Struct, frozen=True):
    """The space that an assessment belongs to, and whether a server or a visitor sent it."""

    space: Space
    origin: Origin


class AnswerExtras(Struct, frozen=True):
    """The parts of an answer that come from the store, not the engine; None if not included or unknown."""

    benchmark: Standing | None
    history: History | None


def record_of(
    identity: Identity, owner: Owner, profile: Profile, assessment: Assessment, result_digest: bytes
) -> AssessmentRecord:
    """Return the record to store for an assessment of ``profile``."""
    context = profile.context or _NO_CONTEXT
    organisation = assessment.organisation
    maturity, importance = assessment.maturity, assessment.importance
    return AssessmentRecord(
        id=identity.id,
        space=owner.space,
        origin=owner.origin,
        created_at=identity.created_at,
        profile=write_profile(profile),
        reference=organisation.reference,
        section=organisation.section,
        size=organisation.size,
        country=organisation.country,
        assessor=context.assessor,
        form=context.form,
        version=assessment.methodology.version,
        rules_digest=rules_digest(assessment),
        result_digest=result_digest,
        level=maturity.level,
        index=None if maturity.index is None else round(maturity.index * _HUNDREDTHS),
        coverage=round(maturity.coverage * _HUNDREDTHS),
        score=importance.score,
        band=importance.band,
        recommended=assessment.sourcing.recommended,
        tags=tuple(profile.organisation.tags or ()),
    )


def rules_digest(assessment: Assessment) -> bytes:
    """Return the SHA-256 of the rules that an assessment was made with."""
    return bytes.fromhex(assessment.methodology.rules_digest.removeprefix(_DIGEST_PREFIX))


def profile_of(record: AssessmentRecord) -> Profile:
    """Return the profile that a record was made from."""
    return read_profile(record.profile)


def request_digest(record: AssessmentRecord, version: str | None) -> bytes:
    """Return the SHA-256 by which two create requests are the same: the parsed profile and ``version``."""
    return sha256(record.profile + b"\n" + (version or "").encode()).digest()


def idempotency_digest(owner: Owner, key: str) -> str:
    """Return the SHA-256, in hex, under which an ``Idempotency-Key`` is stored.

    A digest, because it outlives the assessment and the key itself may identify an organisation. It covers
    the origin: a visitor who guesses a server's key gets nothing back.
    """
    return sha256(f"{owner.origin}:{key}".encode()).hexdigest()


def stored_assessment(
    record: AssessmentRecord, assessment: Assessment, extras: AnswerExtras, links: LinkSigner
) -> StoredAssessment:
    """Return the document of a stored assessment, ``assessment`` being that of the record's profile."""
    return StoredAssessment(
        id=str(record.id),
        created_at=format_timestamp(record.created_at),
        organisation=assessment.organisation,
        methodology=assessment.methodology,
        maturity=assessment.maturity,
        importance=assessment.importance,
        sourcing=assessment.sourcing,
        next=assessment.next,
        findings=assessment.findings,
        profile=assessment.profile,
        trace=assessment.trace,
        benchmark=extras.benchmark,
        history=extras.history,
        links=Links(
            self_=links.assessment_url(record.id),
            report=None,
            radar=links.picture_url(record.id, "radar"),
            badge=links.picture_url(record.id, "badge"),
            methodology=assessment.links.methodology,
        ),
    )


def list_item(record: AssessmentSummary, links: LinkSigner) -> AssessmentItem:
    """Return a stored assessment as an item of a list."""
    return AssessmentItem(
        id=str(record.id),
        created_at=format_timestamp(record.created_at),
        reference=record.reference,
        section=record.section,
        size=record.size,
        country=record.country,
        methodology=record.version,
        level=record.level,
        index=record.index_value,
        coverage=record.coverage_share,
        score=record.score,
        band=record.band,
        recommended=record.recommended,
        link=links.assessment_url(record.id),
    )


def cursor_of(record: AssessmentSummary) -> str:
    """Return the cursor of the page that follows a record: 22 characters of base64url, opaque to callers."""
    return urlsafe_b64encode(record.id.bytes).rstrip(b"=").decode()


def read_cursor(cursor: str) -> UUID:
    """Return the id in a cursor. Any 22 base64url characters decode to some id, stored or not."""
    return UUID(bytes=urlsafe_b64decode(cursor + "=="))
