"""The screen for moved and lost passages."""
