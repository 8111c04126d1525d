"""Use cases and the ports they need. Knows tenants and keys; imports no HTTP framework and no SQL."""
