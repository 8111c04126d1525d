"""Norms: publishing their editions, and reading them."""
