"""Records to graph, exports and queries: knows nothing of Kiwi or spaCy."""
