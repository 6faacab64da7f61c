"""Commands that print or export articles and annotations."""
