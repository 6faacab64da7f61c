"""Finds the parts of a web page that do not belong to its article."""
