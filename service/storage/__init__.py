"""The adapters of the ports on SQLite and PostgreSQL."""
