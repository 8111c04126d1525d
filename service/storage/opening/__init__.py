"""Opens a SQLite or PostgreSQL database, migrates its schema, and builds a server's stores on it."""
