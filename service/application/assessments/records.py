"""Conversions between assessments, the records that are stored, and the documents that callers read.

A record holds the row, the canonical profile and digests; the words of an answer are recomputed when read.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from service.application.assessments.links import LinkSigner
from service.application.assessments.rows import row_of
from service.application.ids import Identity
from service.application.norms.benchmarks import OwnIndex
from service.application.ports.assessment_store import AssessmentRecord, id_of
from service.application.profiles import read_profile, write_profile
from service.application.spaces import Space
from service.application.timestamps import format_timestamp
from service.model.answer.assessment import Assessment
from service.model.answer.benchmark import Benchmark
from service.model.answer.comparison import History
from service.model.codes import Origin
from service.model.documents.row import AssessmentRow
from service.model.documents.stored_assessment import StoredAssessment
from service.model.profile import Profile

_DIGEST_PREFIX = "sha256:"
_LIST = "l"


class Owner(Struct, frozen=True):
    """The space that an assessment belongs to, and whether a server or a visitor sent it.

    ``audience`` is whom the answer may be shown again: the names of their idempotency keys are their own.
    """

    space: Space
    origin: Origin
    audience: str = ""


class AnswerExtras(Struct, frozen=True):
    """The parts of an answer that come from the store, not the engine; None if not included or unknown."""

    benchmark: Benchmark | None
    history: History | None


def record_of(
    identity: Identity, owner: Owner, profile: Profile, assessment: Assessment, result_digest: bytes
) -> AssessmentRecord:
    """Return the record to store for an assessment of ``profile``."""
    return AssessmentRecord(
        row=row_of(profile, assessment, identity, owner.origin),
        space=owner.space,
        profile=write_profile(profile),
        rules_digest=rules_digest(assessment),
        result_digest=result_digest,
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
    the origin and the audience: whoever guesses a key of others gets back nothing of theirs, and does not
    learn that they used it.
    """
    return sha256(f"{owner.origin}:{owner.audience}:{key}".encode()).hexdigest()


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
        lead_token=assessment.lead_token,
        url=links.assessment_url(record.id),
        report_url=None,
        radar_url=links.picture_url(record.id, "radar"),
        badge_url=links.picture_url(record.id, "badge"),
        methodology_url=assessment.methodology_url,
    )


def cursor_of(row: AssessmentRow) -> str:
    """Return the cursor of the page that follows a row, opaque to callers: ``l`` and 22 of base64url.

    The letter keeps it apart from an export's cursor, which would name another place.
    """
    return _LIST + urlsafe_b64encode(id_of(row).bytes).rstrip(b"=").decode()


def read_cursor(cursor: str) -> UUID:
    """Return the id in a cursor. Any 22 base64url characters decode to some id, stored or not."""
    return UUID(bytes=urlsafe_b64decode(cursor.removeprefix(_LIST) + "=="))


def index_of(row: AssessmentRow) -> OwnIndex | None:
    """The maturity index and its range, for a comparison with a norm; None without an index."""
    if row.maturity_index is None:
        return None
    return OwnIndex(row.maturity_index, row.maturity_index_low, row.maturity_index_high)
