"""Stored assessments: assess, keep, read, compare, erase."""
