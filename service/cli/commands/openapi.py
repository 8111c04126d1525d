"""``palier openapi``: print the contract, as it is served and committed. Imports the composition root."""

import sys

from service.app import contract
from service.cli.invocation import Invocation


def print_contract(_: Invocation) -> int:
    """Write the OpenAPI contract as YAML to standard output; returns the exit code."""
    sys.stdout.write(contract())
    return 0
