"""Reads bytes as an Article, one folder per format."""
