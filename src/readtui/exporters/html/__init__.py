"""Web pages: one file each, without scripts or anything from elsewhere."""
