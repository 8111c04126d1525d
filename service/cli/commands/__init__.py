"""The commands of ``palier``, one file for each group: call one use case, print."""
