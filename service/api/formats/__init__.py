"""What responses look like beside JSON: CSV, Parquet, NDJSON and SVG."""
