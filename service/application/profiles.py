"""Profiles as they are stored: canonical JSON, whose bytes are equal for equal profiles."""

import msgspec

from service.model.profile import Profile

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Profile)


def write_profile(profile: Profile) -> bytes:
    """Return a profile as it is stored."""
    return _ENCODER.encode(profile)


def read_profile(profile: bytes) -> Profile:
    """Return a stored profile as a value."""
    return _DECODER.decode(profile)
