"""What this device keeps for itself, outside the library."""
