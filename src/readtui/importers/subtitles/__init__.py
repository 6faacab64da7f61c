"""Subtitles of films and talks."""
