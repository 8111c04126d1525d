"""Opening a SQLite or PostgreSQL database and bringing it to the current schema."""
