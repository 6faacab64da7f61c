"""Lists: one screen, and a module for each list that it shows."""
