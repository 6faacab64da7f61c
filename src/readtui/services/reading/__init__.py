"""An open article with its anchored annotations."""
