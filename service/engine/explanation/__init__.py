"""A decision in words and evidence: the answer, its trace, findings, comparisons."""
