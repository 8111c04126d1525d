"""Reads later answers with the client that openapi-python-client makes of today's contract.

Prints a JSON line for each: what it read, or how the answer was lost.
"""

import json
from pathlib import Path

from palier import models


def main() -> None:
    """Read every answer of the file."""
    for later in json.loads(Path("later.json").read_text("utf-8")):
        schema = getattr(models, later["schema"])
        try:
            told = {"read": schema.from_dict(later["answer"]).to_dict()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            told = {"lost": repr(error)}
        print(json.dumps(told))


if __name__ == "__main__":
    main()
