"""The ``Idempotency-Key`` of a request: one name, by which a request sent again is known for the same.

Imports the words of faults. One to 255 visible ASCII characters; anything else is a 400.
"""

import re
from typing import Any

from litestar import Request

from service.api.language import language_of
from service.application.intake import wording as words
from service.errors import Fault, InvalidInput
from service.model.patterns import IDEMPOTENCY_KEY

HEADER = "Idempotency-Key"
_KEY = re.compile(IDEMPOTENCY_KEY)


def idempotency_key(request: Request[Any, Any, Any]) -> str | None:
    """Return the key of this request, or None without one; raise ``InvalidInput`` where it is malformed."""
    sent = request.headers.getall(HEADER, [])
    if not sent:
        return None
    if len(sent) > 1 or not _KEY.match(sent[0]):
        detail = words.detail("malformed_key", language_of(request))
        raise InvalidInput((Fault(HEADER, "malformed_key", detail),))
    return sent[0]
