"""Cross-checks of a pack: what rules name exists, and what exists is used."""
