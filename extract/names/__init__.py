"""Names: gazetteers, patterns and the trained model, merged into one list."""
