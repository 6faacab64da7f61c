"""Formats for qualitative research and for annotated corpora."""
