"""Background work: saving, undoing and importing."""
