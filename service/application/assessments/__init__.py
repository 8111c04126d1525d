"""Stored assessments: create, read, list, compare, erase."""
