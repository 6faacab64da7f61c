"""Commands that maintain the library."""
