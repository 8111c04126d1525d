"""One form for texts that people type: what looks the same is the same, and nothing breaks a line.

A name arrives composed or decomposed, with blanks around it, or with characters that nobody sees. It is kept,
compared, found and erased in the form made here.
"""

import re
import unicodedata

# Other line ends than those that the patterns refuse: readers of NDJSON and CSV break lines at them.
_LINE_ENDS = re.compile("[\u2028\u2029]")
# Zero width space, word joiner, byte order mark; embeddings, overrides and isolates, which turn what follows
# round. Joiners and marks of direction stay: Persian, Hindi and Hebrew are written with them.
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")


def canonical_text(text: str, most: int) -> str:
    """Return a text composed (NFC), without unseen characters, and without blanks at its ends.

    It may be empty, and is never longer than ``most``, which the text is not: a few letters, of Hindi and
    Hebrew, are composed to two or three, and where these are too many, the text keeps its letters.
    """
    if text.isascii():
        return text.strip()
    seen = _UNSEEN.sub("", _LINE_ENDS.sub(" ", text)).strip()
    composed = unicodedata.normalize("NFC", seen)
    return composed if len(composed) <= most else seen
