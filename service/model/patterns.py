"""Patterns of the texts that callers send, as Python reads them, and as others do."""

# Python's "$" also matches before a final newline, which the lookahead excludes.
END = r"$(?!\n)"
UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}" + END
POINTER = r"^(/[a-z0-9_]+)+" + END
NAME = r"^[A-Za-z0-9_.-]+" + END
VERSION = r"^v[0-9]{4}\.[0-9]+" + END
# Their first letters keep the cursors of lists and of exports apart: each would name another place elsewhere.
LIST_CURSOR = r"^l[A-Za-z0-9_-]{22}" + END
EXPORT_CURSOR = r"^x[A-Za-z0-9_-]{22}" + END
IDEMPOTENCY_KEY = r"^[\x21-\x7e]{1,255}" + END
SIGNATURE = r"^[A-Za-z0-9_-]{43}" + END


def published(pattern: str) -> str:
    """Return a pattern as other dialects read it: "$" is the very end there, and some know no lookahead."""
    return pattern.replace(END, "$")
