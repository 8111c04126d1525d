"""Compression by gzip, of public documents and of exports alone.

The length of a compressed answer tells how alike its parts are: an answer that repeats a caller's words
beside a secret must not be compressed. Imports nothing of Palier.
"""

import asyncio
import gzip
import re
import zlib
from collections.abc import AsyncIterator
from functools import lru_cache

_CODING = re.compile(r"\s*([A-Za-z0-9-]+|\*)\s*(?:;\s*[Qq]\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")
_MOST_CHARACTERS = 200
# Of streams: 6 takes three times as long as 3, for a sixth less.
_LEVEL = 3
_GZIP_FORMAT = 31


def takes_gzip(accept_encoding: str) -> bool:
    """Return whether a caller with this ``Accept-Encoding`` would rather have gzip than plain bytes."""
    # Bounds what a caller can make this process parse and keep.
    return _takes_gzip(accept_encoding[:_MOST_CHARACTERS])


@lru_cache(maxsize=256)
def _takes_gzip(header: str) -> bool:
    matches = map(_CODING.fullmatch, header.split(","))
    weights = {match[1].lower(): float(match[2] or 1) for match in matches if match}
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return weight > 0 and weight >= weights.get("identity", 0.0)


def compressed(content: bytes) -> bytes | None:
    """Return the content as gzip, the same bytes for the same content; None where that saves nothing."""
    shorter = gzip.compress(content, mtime=0)
    return shorter if len(shorter) < len(content) else None


async def compress(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Compress a stream as it is read, in flat memory."""
    stream = zlib.compressobj(_LEVEL, wbits=_GZIP_FORMAT)
    async for piece in pieces:
        # In a thread: a piece of some hundred rows takes milliseconds.
        if shorter := await asyncio.to_thread(stream.compress, piece):
            yield shorter
    yield stream.flush()
