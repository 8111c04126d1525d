"""What migration 0001 creates. Once it is released, nothing here changes."""
