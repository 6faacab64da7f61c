"""Matches the words of two texts."""
