"""Shapes of texts that lead anchoring astray, made by chance from a seed, and what becomes of passages in them."""
