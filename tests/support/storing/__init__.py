"""Libraries and files for tests of the store."""
