"""Commands that look after the library."""
