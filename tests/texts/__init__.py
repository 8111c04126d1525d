"""Words: how they are written into sentences, which ones stay away, and what people read in the end."""
