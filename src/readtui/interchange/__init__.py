"""Annotations from other programs, one module a format."""
