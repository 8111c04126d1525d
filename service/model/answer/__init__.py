"""The sections of an assessment: maturity, importance, sourcing, next steps, trace."""
