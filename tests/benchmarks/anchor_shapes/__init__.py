"""Generates texts that mislead anchoring, from a seed, and checks what becomes of passages in them."""
