"""Commands for the links that lead back to the library."""
