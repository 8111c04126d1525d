"""Norms: publishing editions of them and reading where an assessment stands."""
