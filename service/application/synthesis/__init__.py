"""Plausible synthetic organisations, for demonstrations, load and tests."""
