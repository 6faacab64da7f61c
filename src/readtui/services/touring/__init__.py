"""What the tour is taken on: an article with a note, in a library of its own."""
