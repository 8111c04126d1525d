"""Assessments, their change feed and their rollups."""
