"""The screen that lists the trash, and restores from it."""
