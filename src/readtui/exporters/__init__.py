"""From articles and annotations to text, one module a format."""
