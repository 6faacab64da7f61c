"""Texts in light markup (reStructuredText, Org, AsciiDoc) and LaTeX sources, read line by line."""
