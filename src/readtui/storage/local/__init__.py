"""Data of this device, outside the library."""
