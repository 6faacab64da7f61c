"""All that knows what the JSON lines of a library look like."""
