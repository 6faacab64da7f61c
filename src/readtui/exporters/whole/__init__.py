"""Whole articles in the formats for notes."""
