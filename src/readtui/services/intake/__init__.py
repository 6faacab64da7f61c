"""Articles come in and are refreshed."""
