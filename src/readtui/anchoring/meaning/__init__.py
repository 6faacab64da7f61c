"""Changes inside a passage that make it say something else: figures, dates, units, negations, signs."""
