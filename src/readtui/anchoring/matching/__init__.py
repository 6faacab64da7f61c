"""Where the words of one text stand in another."""
