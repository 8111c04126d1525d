"""The change feed of assessments, for warehouses and BI."""
