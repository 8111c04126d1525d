"""The route handlers: decode, one call of a use case, encode. One file for each group of operations."""
