"""Votes, editions and released norms."""
