"""The contract, seen from the clients' side."""
