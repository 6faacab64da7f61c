"""Commands that write articles and annotations out."""
