"""Detects changes of meaning inside a passage: figures, dates, units, negations, signs."""
