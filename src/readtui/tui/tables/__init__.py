"""The tables of tags."""
