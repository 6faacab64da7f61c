"""Turns a passage into selectors and back, and finds passages in another version of their text."""
