"""The methodology made readable, and what a revised pack would change."""
