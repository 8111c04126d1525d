"""A tenant's statistics, computed from rollups of its assessments."""
