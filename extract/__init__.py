"""Text to records: knows nothing of graphs."""
