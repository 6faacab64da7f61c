"""Plain text and pages copied as text."""
