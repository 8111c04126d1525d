"""Reading a methodology as documents, and comparing a revision with it."""
