"""Writes the golden corpus of the current version anew: ``python -m tests.golden``."""

import json

from service.methodology.catalogue import shipped
from tests.golden.corpus import FOLDER, digests

if __name__ == "__main__":
    version = shipped().current.version
    text = json.dumps(digests(version), indent=1, sort_keys=True)
    (FOLDER / f"{version}.json").write_text(text + "\n", encoding="utf-8")
