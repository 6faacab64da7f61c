"""What stands around the text of an article in the reader: the title block above it, the end card below."""
