"""Quotas over HTTP: what calls cost, and how many exports may run."""
