"""Trash, history, the doctor, merges."""
