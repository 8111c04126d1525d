"""Reading a database that may not answer."""
