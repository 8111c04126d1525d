"""The ports in memory: one fake a file, named like its port and its adapter. mypy checks them."""
