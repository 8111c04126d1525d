"""Synthetic organisations, for demonstrations, load tests and tests."""
