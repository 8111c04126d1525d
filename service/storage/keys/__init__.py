"""Tenants and keys, and the secrets kept in files."""
