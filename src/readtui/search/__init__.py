"""Search: the query language."""
