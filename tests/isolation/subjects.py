"""What a question is about: whose it is, how it is named, and how answers about it are compared.

Imports what is planted in the world.
"""

import re
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct

from tests.isolation.callers import Caller
from tests.isolation.questions import Question
from tests.isolation.world import Planted

ABSENT = "absent"
# Idempotency keys sent again, with another body and with the same one.
RETRIES = ("Idempotency-Key", "replay")
_VARYING = re.compile(
    rb'"instance":"[^"]*"|"(?:id|created_at)":"[^"]*"|signature=[\w-]{43}|/v1/assessments/[0-9a-f-]{36}'
)
_SET_ASIDE = {"x-request-id", "ratelimit", "content-length", "location"}


class Subject(Struct, frozen=True):
    """What a question's gap is filled with; ``record`` is what it names, if it names anything."""

    name: str
    text: str
    record: Planted | None = None


def is_its(question: Question, subject: Subject, caller: Caller) -> bool:
    """Whether this is or was in the caller's own world.

    Idempotency keys are known to servers that may read or to those that may not, and to one visitor alone.
    """
    record, key = subject.record, caller.key
    if record is None or key is None or record.space != key.space:
        return False
    if question.gap not in RETRIES:
        return True
    return (record.origin, key.origin, record.reads) == ("server", "server", caller.reads)


def may_read_of(caller: Caller, subject: Subject) -> bool:
    """Whether this organisation's past is the caller's to read, also where another's retry is not."""
    record, key = subject.record, caller.key
    return record is not None and key is not None and record.space == key.space and caller.reads


def cursor_at(question: Question, assessment: str, *, beside: bool = False) -> str:
    """Where a list or an export reads on after this assessment, or one of its moment that nobody has."""
    kind = "x" if question.path == "/v1/exports/assessments" else "l"
    last = UUID(assessment).int
    return kind + urlsafe_b64encode((last ^ beside).to_bytes(16, "big")).rstrip(b"=").decode()


def seen(answer: httpx.Response) -> Any:
    """An answer as it can be compared: without names of what was planted, and what differs each time."""
    is_export = {"next-cursor", "complete-until"} & set(answer.headers)
    if answer.request.method != "HEAD" and answer.status_code not in (204, 304) and not is_export:
        assert int(answer.headers["content-length"]) == len(answer.content)
    body = _VARYING.sub(b"", answer.content)
    body = re.sub(rb"canary[0-9a-f]{12}", b"{}", body)
    headers = sorted((name, value) for name, value in answer.headers.multi_items() if name not in _SET_ASIDE)
    return answer.status_code, sorted(answer.headers.keys()), headers, body
