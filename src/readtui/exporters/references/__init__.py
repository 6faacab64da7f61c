"""Bibliographies: an entry per article."""
