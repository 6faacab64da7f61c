"""Living files: exports that a person edits too, and that later exports update."""
