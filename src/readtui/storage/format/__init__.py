"""Everything that knows the layout of a library's JSON lines."""
