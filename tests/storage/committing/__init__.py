"""The one writer: its batches, and what it does when its database hangs."""
