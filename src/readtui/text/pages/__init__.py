"""Finds the parts of a page that do not belong to its article."""
