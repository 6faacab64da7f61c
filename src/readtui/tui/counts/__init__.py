"""The screen that counts words and tags."""
