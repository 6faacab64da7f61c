"""Queries, completion in the shell, counting and searching."""
