"""Everything that checks the service; README.md says what is where."""

import os
import sys

# Python keeps what it compiled, as it does for an operator: else each of some hundred processes compiles the
# service anew before it starts, and each worker every test.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
