"""Errors as RFC 9457 problems: the kinds of problem, and the responses to errors."""
