"""Finding things: the query language."""
