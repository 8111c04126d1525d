"""Metrics and logs. Imports neither ``api`` nor ``storage``."""
