"""Queries, saved views, completion in the shell, counting and searching."""
