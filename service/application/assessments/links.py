"""Signed links: each opens one picture of one assessment without a key, and expires.

The lasting badge alone does not: it shows the latest assessment of the organisation, for as long as the one
that it was made from is kept. A link names neither tenant nor organisation. The signature (HMAC-SHA-256)
covers the picture, the id and the expiry time, so that none of them can be changed.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

from service.application.ports.clock import Clock
from service.errors import LinkRefused

_EXPIRY_STEP = timedelta(weeks=1)
_LIFETIME_STEPS = 5
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_LATEST_BADGE = "latest_badge"
_NEVER = 0


class LinkSigner:
    """Creates and verifies the links of this installation.

    Expiry times lie on a weekly grid, four to five weeks ahead: links made in the same week are equal, so
    that responses are byte-identical and their entity tags stay valid.
    """

    def __init__(self, secret: bytes, base_url: str, clock: Clock) -> None:
        self._secret = secret
        self._base_url = base_url
        self._clock = clock

    def assessment_url(self, assessment: UUID) -> str:
        """Return the address of an assessment; reading it takes a key."""
        return f"{self._base_url}/v1/assessments/{assessment}"

    def picture_url(self, assessment: UUID, picture: str) -> str:
        """Return a signed link to a picture, such as ``radar`` or ``badge``."""
        step = (self._clock() - _EPOCH) // _EXPIRY_STEP + _LIFETIME_STEPS
        expires = int((_EPOCH + step * _EXPIRY_STEP).timestamp())
        signature = self._signature(assessment, picture, expires)
        return f"{self.assessment_url(assessment)}/{picture}.svg?expires={expires}&signature={signature}"

    def lasting_badge_url(self, assessment: UUID) -> str:
        """Return the link to the badge of the latest assessment of this one's organisation."""
        signature = self._signature(assessment, _LATEST_BADGE, _NEVER)
        return f"{self.assessment_url(assessment)}/badge.svg?signature={signature}"

    def check_lasting_badge(self, assessment: UUID, signature: str) -> None:
        """Verify the link to a lasting badge; raises ``LinkRefused`` if it is not this installation's."""
        if not hmac.compare_digest(signature, self._signature(assessment, _LATEST_BADGE, _NEVER)):
            raise LinkRefused()

    def check(self, assessment: UUID, picture: str, expires: int, signature: str) -> None:
        """Verify a link; ``expires`` is a Unix time in seconds.

        Raises ``LinkRefused`` if the signature is not this installation's, or the link has expired.
        """
        is_authentic = hmac.compare_digest(signature, self._signature(assessment, picture, expires))
        remaining = expires - self._clock().timestamp()
        # The upper bound limits a leaked secret: no link that ends, forged or not, outlives those made here.
        if not is_authentic or not 0 < remaining <= (_LIFETIME_STEPS * _EXPIRY_STEP).total_seconds():
            raise LinkRefused()

    def _signature(self, assessment: UUID, picture: str, expires: int) -> str:
        message = f"{picture}\n{assessment}\n{expires}".encode()
        digest = hmac.new(self._secret, message, hashlib.sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
