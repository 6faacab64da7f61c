"""Breaks blocks into lines, and converts offsets to cells and back. Knows no colors."""
