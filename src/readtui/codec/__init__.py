"""Model values to JSON values and back. Pure."""
