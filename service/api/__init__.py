"""The HTTP layer: decode, one call of a use case, encode.

Imports no sibling: neither ``storage`` nor ``telemetry``.
"""
