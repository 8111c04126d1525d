"""The database itself: tables, connections, the group committer, tenant isolation."""
