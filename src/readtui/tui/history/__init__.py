"""The screen that lists what was changed, and undoes and redoes it."""
