"""Commands for articles and the library."""
