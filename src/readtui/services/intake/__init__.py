"""Adding and refreshing articles."""
