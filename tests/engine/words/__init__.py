"""Tests of what an answer says to whom."""
