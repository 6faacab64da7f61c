"""Readers of the files of other programs for reading, a module a format."""
