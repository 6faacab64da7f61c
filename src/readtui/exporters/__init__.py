"""Turns articles and annotations into text, one module per format."""
