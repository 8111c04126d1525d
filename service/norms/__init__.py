"""Norms: pure functions from organisations' votes to figures that may be published without disclosing a vote.

Imports the model only. No I/O, no clock, no randomness: equal votes give equal norms.
"""
