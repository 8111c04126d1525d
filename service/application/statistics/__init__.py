"""A tenant's statistics, read from rollups."""
