"""The review screen: asks highlights that are due, and takes grades."""
