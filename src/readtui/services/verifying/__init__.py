"""Checks quotations against the articles of a library."""
