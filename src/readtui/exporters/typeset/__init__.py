"""Sources for typesetting programs."""
