"""The schema's migrations, in order. A released migration is never changed."""
