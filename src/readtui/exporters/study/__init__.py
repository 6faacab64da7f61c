"""Formats to study with: flash cards, daily review."""
