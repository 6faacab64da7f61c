"""Hooks: keys of the reader that run programs of the user's own."""
