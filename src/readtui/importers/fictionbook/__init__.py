"""FictionBook, the format of many Russian books."""
