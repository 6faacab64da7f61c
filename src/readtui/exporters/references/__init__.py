"""Bibliographies, with one entry per article."""
