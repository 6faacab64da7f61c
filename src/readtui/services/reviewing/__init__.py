"""Spaced review: which highlights are due, grades, and when to ask again."""
