"""Links that open one picture of one assessment for whoever has them, signed and expiring.

A link names neither the tenant nor the organisation; the secret signs the picture, the id and the end of the
link's life, so that none of them can be changed.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

from service.application.ports.clock import Clock
from service.errors import LinkRefused

_STEP = timedelta(days=7)
_LIFE = 5
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


class LinkSigner:
    """Makes and checks the links of this installation.

    The end of a link's life stands on a weekly lattice, four to five weeks ahead: links made in the same
    week are equal, so that answers are too.
    """

    def __init__(self, secret: bytes, public_url: str | None, clock: Clock) -> None:
        self._secret = secret
        self._base = public_url or ""
        self._clock = clock

    def to(self, assessment: UUID) -> str:
        """The address of an assessment itself, for those who have a key."""
        return f"{self._base}/v1/assessments/{assessment}"

    def signed(self, assessment: UUID, picture: str) -> str:
        """A signed link to a picture."""
        expires = int((_EPOCH + ((self._clock() - _EPOCH) // _STEP + _LIFE) * _STEP).timestamp())
        signature = self._signature(assessment, picture, expires)
        return f"{self.to(assessment)}/{picture}.svg?expires={expires}&signature={signature}"

    def check(self, assessment: UUID, picture: str, expires: int, signature: str) -> None:
        """Raise ``LinkRefused`` unless this service signed exactly this and it has not expired."""
        sound = hmac.compare_digest(signature, self._signature(assessment, picture, expires))
        # A secret that leaked must not make links for ever: none can be better than those made here.
        left = expires - self._clock().timestamp()
        if not sound or not 0 < left <= (_LIFE * _STEP).total_seconds():
            raise LinkRefused()

    def _signature(self, assessment: UUID, picture: str, expires: int) -> str:
        message = f"{picture}\n{assessment}\n{expires}".encode()
        digest = hmac.new(self._secret, message, hashlib.sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
