"""Commands on annotations and tags."""
