"""The ``Idempotency-Key`` of a request: a repeated request with the same key is recognised as the same.

Imports the words of faults. One to 255 visible ASCII characters; anything else is a 400.
"""

import re
from typing import Any

from litestar import Request

from service.api.language import language_of
from service.application.intake.wording import fault
from service.errors import InvalidInput
from service.model.patterns import IDEMPOTENCY_KEY

HEADER = "Idempotency-Key"
_KEY = re.compile(IDEMPOTENCY_KEY)


def idempotency_key(request: Request[Any, Any, Any]) -> str | None:
    """Return the key of this request, or None without one; raise ``InvalidInput`` if it is malformed."""
    values = request.headers.getall(HEADER, [])
    if not values:
        return None
    if len(values) > 1 or not _KEY.match(values[0]):
        raise InvalidInput((fault("header", f"/{HEADER}", "malformed_key", language_of(request)),))
    return values[0]
