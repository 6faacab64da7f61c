"""Markdown, with front matter."""
