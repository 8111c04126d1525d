"""Other programs read exports by the recipes of the documents. ``python -m tests.drills.readers`` runs it."""
