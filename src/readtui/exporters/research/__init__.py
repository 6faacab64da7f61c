"""Formats for qualitative research and annotated corpora."""
