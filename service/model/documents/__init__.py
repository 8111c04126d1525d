"""The other documents of the API: stored assessments, comparisons, norms, statistics, methodologies."""
