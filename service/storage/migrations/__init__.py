"""Migrations of the database, in order; each is released once and never changed afterwards."""
