"""Sets the weights of the ranking by readings of the sources, and reports what they are worth.

``python -m tests.calibration`` prints the report that the methodology's page quotes; ``python -m
tests.calibration.fit`` proposes weights and writes them into the pack.
"""
