"""Adapters that keep things on disk. Imports no sibling: neither ``api`` nor ``telemetry``."""
