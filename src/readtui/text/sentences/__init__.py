"""Finds the ends of sentences in each language and script."""
