"""The route handlers: decode, one call of a use case, encode. A module for each group of operations."""
