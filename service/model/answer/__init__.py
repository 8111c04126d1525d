"""The assessment as it is answered: maturity, importance, sourcing, next steps, trace."""
