"""Writes annotations into a copy of an article's PDF, so that other viewers show them."""
