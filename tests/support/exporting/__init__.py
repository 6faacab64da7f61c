"""Exports: odd formats, and exports as text."""
