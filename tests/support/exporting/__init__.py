"""Exports: odd formats, exports as text, and what is in a PDF."""
