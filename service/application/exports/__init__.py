"""Exports of the change feed, for warehouses and BI."""
