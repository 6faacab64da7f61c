"""Notes as lines, and the panes that show them: the margin beside the text and the strip below it."""
