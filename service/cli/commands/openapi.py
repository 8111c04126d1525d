"""``palier openapi``: print the contract, as it is served and committed."""

import sys

from service.app import contract


def print_contract() -> int:
    """Write the OpenAPI contract as YAML to standard output."""
    sys.stdout.write(contract())
    return 0
