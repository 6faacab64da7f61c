"""Files of a library: folders, locks, durable writes."""
