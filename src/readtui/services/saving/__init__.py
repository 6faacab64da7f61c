"""Saves changes, and tries again where that may help."""
