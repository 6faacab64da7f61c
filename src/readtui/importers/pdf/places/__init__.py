"""Finds the places of an article's words on the pages of its PDF."""
