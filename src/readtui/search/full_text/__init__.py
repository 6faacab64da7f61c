"""Finds words in texts: what a search says, where a text has it, and an index that says which texts may have it."""
