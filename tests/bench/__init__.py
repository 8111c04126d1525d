"""Measurements: of the engine alone, and of the service beside others, in one run."""
