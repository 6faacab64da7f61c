"""The palette: every command, article, tag and saved view by name."""
