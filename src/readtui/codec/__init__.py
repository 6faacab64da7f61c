"""Converts model values to JSON values and back. Pure."""
