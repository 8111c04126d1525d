"""Patterns of the texts that callers send; Python and JSON Schema read them alike."""

# Python's "$" also matches before a final newline; the lookahead excludes that in every dialect.
END = r"$(?!\n)"
_DATE = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"

NAME = r"^[A-Za-z0-9_.-]+" + END
VERSION = r"^[0-9]{4}\.[0-9]+" + END
DAY = f"^{_DATE}{END}"
TIMESTAMP = f"^{_DATE}(T{_TIME})?{END}"
CURSOR = r"^[A-Za-z0-9_-]{22}" + END
IDEMPOTENCY_KEY = r"^[\x21-\x7e]{1,255}" + END
SIGNATURE = r"^[A-Za-z0-9_-]{43}" + END
