"""Finds quotes of other programs by their letters, whatever their typography."""
