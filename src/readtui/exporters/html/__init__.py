"""Web pages: one file each, without scripts or external files."""
