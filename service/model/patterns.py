"""Patterns of the texts that callers send, as Python reads them, and as others do."""

# Python's "$" also matches before a final newline, which the lookahead excludes.
END = r"$(?!\n)"
# Texts that people type, on one line: no control characters, and something to see beside blanks.
PLAIN_TEXT = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*" + END
SLUG = r"^[a-z0-9]+([-_][a-z0-9]+)*" + END
# A section, or a division with up to six digits and a letter of finer detail, as countries write them.
ACTIVITY = r"^[ \xa0]*([A-Va-v]|[0-9]{2}([ .\-/\xa0]*[0-9]){0,6}([ .\-/\xa0]*[A-Za-z])?)[ .\xa0]*" + END
UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}" + END
# As a caller may write it: letters of an id are read alike in either case.
UUID7_ANY_CASE = (
    r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}" + END
)
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
