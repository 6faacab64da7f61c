"""Documents that were rewritten, with remarks on their passages and what became of each."""
