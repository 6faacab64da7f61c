"""Texts in light markup (reStructuredText, Org, AsciiDoc) read line by line, and LaTeX sources."""
