"""The process that a file is read in, its limits, and how both sides talk."""
