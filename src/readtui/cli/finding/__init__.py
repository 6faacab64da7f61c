"""Commands that find words in the library."""
