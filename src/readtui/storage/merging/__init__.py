"""Merges copies and versions of library files."""
