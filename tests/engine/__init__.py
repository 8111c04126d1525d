"""Tests of the pure engine: case files, directions, properties, distribution."""
