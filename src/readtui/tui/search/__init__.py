"""The screen that searches the library."""
