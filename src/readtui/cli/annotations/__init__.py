"""Commands for annotations and tags."""
