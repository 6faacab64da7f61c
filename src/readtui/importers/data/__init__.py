"""Files of data: rows and outlines that can be read, and what is refused."""
