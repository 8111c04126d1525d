"""Reading what callers send: JSON decoded strictly, every fault collected."""
