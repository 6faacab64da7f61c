"""The process that reads a file, its limits, and the protocol between both sides."""
