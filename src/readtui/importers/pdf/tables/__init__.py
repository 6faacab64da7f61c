"""Tables of a PDF: ruled and aligned ones."""
