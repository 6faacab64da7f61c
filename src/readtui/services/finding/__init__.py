"""Queries and completion."""
