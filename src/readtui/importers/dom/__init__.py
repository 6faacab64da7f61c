"""Turns a document tree into blocks; HTML, EPUB and DOCX share this walk."""
