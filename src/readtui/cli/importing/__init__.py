"""The command that imports annotations from other programs."""
