"""Serialised profiles: canonical JSON, so that equal profiles have equal bytes."""

import msgspec

from service.model.profile import Profile

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Profile)


def write_profile(profile: Profile) -> bytes:
    """Return a profile as canonical JSON in UTF-8, the form in which it is stored."""
    return _ENCODER.encode(profile)


def read_profile(profile: bytes) -> Profile:
    """Return the profile of its stored JSON; raises ``msgspec.ValidationError`` for anything else."""
    return _DECODER.decode(profile)
