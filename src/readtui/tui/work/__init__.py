"""Saving, undoing and importing beside the screens."""
