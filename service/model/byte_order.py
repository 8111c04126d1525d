"""Byte order marks: editors and shells of Windows put them first in the files that they save."""

import codecs

# The mark of UTF-32 in little-endian order begins with that of UTF-16.
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def without_byte_order_mark(content: bytes) -> bytes:
    """Return a file's content in UTF-8 without its mark; as it is where the mark lies, or is none."""
    for mark, encoding in _ENCODINGS:
        if content.startswith(mark):
            try:
                return content.decode(encoding).encode()
            except UnicodeError:
                return content
    return content
