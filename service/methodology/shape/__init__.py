"""The typed shape of a pack's files, one module for each part."""
