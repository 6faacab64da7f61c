"""Writes annotations into a copy of an article's PDF, where other viewers show them."""
