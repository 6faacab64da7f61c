"""Blocks to lines: wrapping, and offsets to cells and back. Knows no colors."""
