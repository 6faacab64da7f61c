"""Pictures for tests, and the terminals that show them."""
