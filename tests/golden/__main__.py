"""Writes the golden corpus of the current version anew: ``python -m tests.golden``."""

from service.methodology.catalogue import shipped
from tests.golden.corpus import write

if __name__ == "__main__":
    write(shipped().current.version)
