"""Norms: pure functions from the votes of organisations to figures that may be shown to others.

Imports the model only. No I/O, no clock, no randomness: a norm is the same for the same votes.
"""
