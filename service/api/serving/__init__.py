"""The running server: how it stops, and how connections share it."""
