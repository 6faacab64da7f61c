"""Saving changes: the queue of what is not on disk yet, undo, and records that were changed on two devices."""
