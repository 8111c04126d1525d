"""Use cases over a few ports. Knows tenants and keys; knows no HTTP and no SQL."""
