"""Representations beside JSON: CSV, NDJSON, Parquet, SVG and the documentation page."""
