"""Data files: reads rows and outlines, refuses others."""
