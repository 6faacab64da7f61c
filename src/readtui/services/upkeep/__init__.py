"""Trash, history, doctor and merges."""
