"""Finds words in texts: parses searches, finds hits in a text, and has an index that says which texts may have hits."""
