"""How the service is watched: metrics and logs. Imports no sibling: neither ``api`` nor ``storage``."""
