"""Names: of files, and of what a user types to find something."""
